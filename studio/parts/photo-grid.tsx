import './photo-grid.css';
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { words } from '../words/words.ts';
import { PhotoRow } from './photo-row.tsx';
import { pointAt, stepBy } from './select-photos.ts';
import { useRows } from './use-rows.ts';

/** The gap between photos, in pixels. */
const gap = 8;

/**
 * Any number of photos, of which only those in sight are in the page: a listbox in rows. Arrow keys, Home, End and Page keys
 * move; Shift extends the selection, Space or a click with Ctrl changes it by one, Ctrl-A selects all, Escape none; Enter
 * or a double click opens. It fills the height it is given (`.view.is-filling`) and scrolls inside.
 */
export function PhotoGrid({
  photos,
  label,
  selection,
  size = 128,
  onOpen,
  onKey,
  note,
}: {
  readonly photos: readonly PhotoInfo[];
  readonly label: string;
  /** The ids that are selected. */
  readonly selection: Signal<ReadonlySet<string>>;
  /** About how large a photo is shown, in pixels. @default 128 */
  readonly size?: number;
  readonly onOpen?: (photo: PhotoInfo, at: number) => void;
  /** Keys that the grid does not use itself, with the photo that has the focus; true where it was used. */
  readonly onKey?: (event: KeyboardEvent, photo: PhotoInfo) => boolean;
  /** A few words over a photo. */
  readonly note?: (photo: PhotoInfo) => ComponentChildren;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useSignal(0);
  const anchor = useRef(0);
  const takesFocus = useRef(false);
  // Asked before the page changes: a photo that is removed takes the focus with it.
  const hadFocus = scroller.current?.contains(document.activeElement) === true;
  const active = Math.min(wanted.value, photos.length - 1);
  const { columns, cell, rows, height, show } = useRows({ scroller, count: photos.length, size, gap, active });

  // A photo that had the focus may be gone, or one is not in the page until the grid has scrolled there.
  useLayoutEffect(() => {
    const isLost = hadFocus && document.activeElement === document.body;
    if (!takesFocus.current && !isLost) return;
    const target = scroller.current?.querySelector<HTMLElement>(`[data-at="${active}"]`);
    if (target === null || target === undefined) return;
    takesFocus.current = false;
    target.focus({ preventScroll: true });
  });

  const move = (to: number, event: KeyboardEvent): void => {
    const at = Math.max(0, Math.min(photos.length - 1, to));
    if (event.shiftKey) selection.value = pointAt(photos, selection.value, { at, anchor: anchor.current, range: true, toggle: false });
    else anchor.current = at;
    wanted.value = at;
    takesFocus.current = true;
    show(at);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const photo = photos[active];
    if (photo === undefined) return;
    const step = stepBy(event.key, { active, columns, count: photos.length, pageRows: Math.max(1, Math.floor(height / (cell + gap)) - 1) });
    const isCommand = event.ctrlKey || event.metaKey;
    if (step !== undefined) move(step, event);
    else if (event.key === ' ') {
      anchor.current = active;
      selection.value = pointAt(photos, selection.value, { at: active, anchor: active, range: false, toggle: true });
    } else if (event.key === 'a' && isCommand) selection.value = new Set(photos.map(({ id }) => id));
    else if (event.key === 'Escape' && selection.value.size > 0) selection.value = new Set();
    else if (event.key === 'Enter' && onOpen !== undefined) onOpen(photo, active);
    else if (isCommand || onKey?.(event, photo) !== true) return;
    event.preventDefault();
  };

  // One function for the life of the grid, so that rows need not be drawn again for another.
  const latest = useRef(photos);
  latest.current = photos;
  const onPoint = useCallback(
    (event: MouseEvent, at: number): void => {
      // A finger has no Ctrl key: it changes one photo at a time.
      const toggle = event.ctrlKey || event.metaKey || (event instanceof PointerEvent && event.pointerType === 'touch');
      selection.value = pointAt(latest.current, selection.value, { at, anchor: anchor.current, range: event.shiftKey, toggle });
      if (!event.shiftKey) anchor.current = at;
      wanted.value = at;
    },
    [selection, wanted],
  );

  return (
    <div
      ref={scroller}
      class="photo-grid"
      role="listbox"
      aria-label={label}
      aria-multiselectable="true"
      aria-description={selection.value.size === 0 ? undefined : words.value.parts.selected(selection.value.size)}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      style={{ '--columns': String(columns), '--cell': `${cell}px`, '--cell-gap': `${gap}px` }}
    >
      <div class="photo-grid-rows" role="presentation" style={{ '--rows-height': `${rows.total}px` }}>
        {rows.items.map((row) => (
          <PhotoRow
            key={row.key}
            photos={photos}
            row={row.index}
            columns={columns}
            start={row.start}
            active={Math.floor(active / columns) === row.index ? active : -1}
            selection={selection}
            onPoint={onPoint}
            onOpen={onOpen}
            note={note}
          />
        ))}
      </div>
    </div>
  );
}
