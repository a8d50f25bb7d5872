import type { Signal } from '@preact/signals';
import { nearestDots, nextDot } from './find-dots.ts';
import type { MapScene } from './map-scene.ts';

/** Where the arrow keys lead. */
const ways: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** With Shift, an arrow key moves the map by so many pixels. */
const step = 60;

/** How much a key zooms. */
export const zoomStep = 1.4;

/** So many photos are nearest to one, with itself. */
const nearestCount = 10;

/** What a key did: went to a photo, changed the selection, or moved the map; undefined where it means nothing. */
export type KeyOutcome = 'pointed' | 'selected' | 'moved' | undefined;

/** Does on the map what a key means. */
export function pressMapKey(event: KeyboardEvent, map: MapScene, selection: Signal<ReadonlySet<string>>): KeyOutcome {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const way = ways[event.key];
  if (way !== undefined && event.shiftKey) {
    map.move(-step * way.x, -step * way.y);
    return 'moved';
  }
  const { cursor } = map;
  if (way !== undefined) {
    map.point(cursor === undefined ? map.middle() : (nextDot(map.dots, cursor, way) ?? cursor));
    return 'pointed';
  }
  const select = (ids: readonly string[]): KeyOutcome => {
    selection.value = new Set(ids);
    return 'selected';
  };
  switch (event.key.toLowerCase()) {
    case '+':
    case '=':
      map.zoom(zoomStep);
      return 'moved';
    case '-':
      map.zoom(1 / zoomStep);
      return 'moved';
    case '0':
      map.showAll();
      return 'moved';
    case 'escape':
      return select([]);
    case ' ': {
      if (cursor === undefined) return undefined;
      const without = [...selection.value].filter((id) => id !== cursor.id);
      return select(without.length === selection.value.size ? [...without, cursor.id] : without);
    }
    case 'n':
      return cursor && select(nearestDots(map.dots, cursor, nearestCount).map(({ id }) => id));
    case 'a':
      return cursor && select(map.dots.filter((dot) => dot.class === cursor.class).map(({ id }) => id));
    default:
      return undefined;
  }
}
