import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Dot } from './find-dots.ts';
import type { MapScene } from './map-scene.ts';
import type { Place } from './viewport.ts';

/** What dragging does. */
export type Tool = 'pan' | 'lasso';

/** How far a pointer may move and still have pressed a place, in pixels. */
const still = 5;

/** How near to a photo it must be. */
const reach = { mouse: 14, finger: 26 } as const;

/** How a wheel's notch zooms. */
const zoomPerPixel = 0.0015;

/** What the pointers mean. */
export interface GestureHandlers {
  readonly tool: () => Tool;
  /** A photo was pressed, or the empty map; `more` where what was selected stays so. */
  readonly onPress: (dot: Dot | undefined, more: boolean) => void;
  readonly onLoop: (dots: readonly Dot[], more: boolean) => void;
}

/** Hears mouse, pen and fingers on the map: dragging, pressing, two fingers, the wheel. */
export function useGestures(scene: RefObject<MapScene | null>, { tool, onPress, onLoop }: GestureHandlers): void {
  useEffect(() => {
    const map = scene.current;
    if (map === null) return;
    const { canvas } = map;
    const down = new Map<number, Place>();
    let loop: Place[] = [];
    let [travelled, pinched] = [0, false];
    const placeOf = (event: MouseEvent): Place => {
      const box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const begin = (event: PointerEvent): void => {
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, placeOf(event));
      if (down.size === 1) {
        [travelled, pinched] = [0, false];
        loop = [placeOf(event)];
      } else {
        pinched = true; // two fingers move the map, whatever one does
        map.drawLoop([]);
      }
    };
    const move = (event: PointerEvent): void => {
      const from = down.get(event.pointerId);
      if (from === undefined) return;
      const to = placeOf(event);
      const [x, y] = [to.x - from.x, to.y - from.y];
      travelled += Math.hypot(x, y);
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      down.set(event.pointerId, to);
      if (other !== undefined) {
        const apart = (place: Place): number => Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
        map.zoom(apart(to) / apart(from), { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 });
        map.move(x / 2, y / 2);
      } else if (!pinched && (tool() === 'pan' || event.buttons === 4)) {
        if (travelled > still) map.move(x, y);
      } else if (!pinched) {
        loop.push(to);
        map.drawLoop(loop);
      }
    };
    const end = (event: PointerEvent): void => {
      const from = down.get(event.pointerId);
      if (from === undefined || !down.delete(event.pointerId) || down.size > 0) return;
      map.drawLoop([]);
      if (pinched || event.type === 'pointercancel') return;
      const more = event.shiftKey || event.ctrlKey || event.metaKey;
      if (travelled <= still) onPress(map.at(from, event.pointerType === 'touch' ? reach.finger : reach.mouse), more);
      else if (tool() === 'lasso' && event.button !== 1) onLoop(map.inside(loop), more);
    };
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 * event.deltaY : event.deltaY;
      map.zoom(Math.exp(-zoomPerPixel * pixels * (event.ctrlKey ? 6 : 1)), placeOf(event)); // pinching a touchpad comes as Ctrl and small steps
    };

    canvas.addEventListener('pointerdown', begin);
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    canvas.addEventListener('wheel', wheel, { passive: false });
    return () => {
      canvas.removeEventListener('pointerdown', begin);
      canvas.removeEventListener('pointermove', move);
      canvas.removeEventListener('pointerup', end);
      canvas.removeEventListener('pointercancel', end);
      canvas.removeEventListener('wheel', wheel);
    };
  }, [scene, tool, onPress, onLoop]);
}
