import { type Signal, useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from '../../parts/icon-button.tsx';
import { announce } from '../../state/announce.ts';
import { photos } from '../../state/photos.ts';
import { classById } from '../../state/project.ts';
import { theme } from '../../state/theme.ts';
import { words } from '../../words/words.ts';
import type { ClassMark } from './draw-stamps.ts';
import type { Dot } from './find-dots.ts';
import { MapScene } from './map-scene.ts';
import { pressMapKey, zoomStep } from './press-map-key.ts';
import { type Tool, useGestures } from './use-gestures.ts';

/** The map itself: drawn on a canvas, as thousands of elements would not follow a finger. */
export function MapCanvas({
  dots,
  marks,
  selection,
  tool,
  onLeave,
}: {
  readonly dots: readonly Dot[];
  readonly marks: ReadonlyMap<string, ClassMark>;
  readonly selection: Signal<ReadonlySet<string>>;
  readonly tool: Signal<Tool>;
  /** Enter leads on to what can be done with the selected. */
  readonly onLeave: () => void;
}) {
  const { look, parts } = words.value;
  const help = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useRef<MapScene | null>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const map = new MapScene(canvas.current);
    scene.current = map;
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const recolour = (): void => map.recolour();
    scheme.addEventListener('change', recolour);
    return () => {
      scheme.removeEventListener('change', recolour);
      map.close();
    };
  }, []);
  useEffect(() => scene.current?.show(dots, marks), [dots, marks]);
  useSignalEffect(() => scene.current?.select(selection.value));
  useSignalEffect(() => {
    theme.value; // another theme has other colours
    scene.current?.recolour();
  });

  const select = useCallback(
    (found: readonly Dot[], more: boolean): void => {
      selection.value = new Set([...(more ? selection.peek() : []), ...found.map(({ id }) => id)]);
      announce(words.peek().parts.selected(selection.peek().size));
    },
    [selection],
  );
  const press = useCallback(
    (dot: Dot | undefined, more: boolean): void => {
      scene.current?.point(dot);
      if (dot === undefined) select([], more);
      else if (more && selection.peek().has(dot.id)) selection.value = new Set([...selection.peek()].filter((id) => id !== dot.id));
      else select([dot], more);
    },
    [select, selection],
  );
  useGestures(scene, { tool: useCallback(() => tool.peek(), [tool]), onPress: press, onLoop: select });

  const onKeyDown = (event: KeyboardEvent): void => {
    const map = scene.current;
    if (map === null) return;
    if (event.key === 'Enter' && selection.value.size > 0) onLeave();
    else {
      const outcome = pressMapKey(event, map, selection);
      if (outcome === undefined) return;
      if (outcome === 'selected') announce(parts.selected(selection.value.size));
      const photo = photos.value.get(map.cursor?.id ?? '');
      if (outcome === 'pointed' && photo !== undefined) announce(look.onMap(photo.name, classById.value.get(photo.class)?.name ?? ''));
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="map-frame">
      <div
        class="map-keys"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application has keys of its own
        tabIndex={0}
        aria-label={look.mapLabel(dots.length)}
        aria-describedby={help}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} class="map-canvas" data-tool={tool.value} />
      </div>
      <p id={help} class="unseen">
        {look.mapHelp}
      </p>
      <div class="map-zoom">
        <IconButton icon="plus" label={look.zoomIn} onClick={() => scene.current?.zoom(zoomStep)} />
        <IconButton icon="minus" label={look.zoomOut} onClick={() => scene.current?.zoom(1 / zoomStep)} />
        <IconButton icon="grid" label={look.zoomAll} onClick={() => scene.current?.showAll()} />
      </div>
    </div>
  );
}
