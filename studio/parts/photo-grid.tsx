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
  readonly onOpen?: (photo: PhotoInfo) => void;
  /** Keys that the grid does not use itself, with the photo that has the focus; true where it was used. */
  readonly onKey?: (event: KeyboardEvent, photo: PhotoInfo) => boolean;
  /** A few words over a photo. */
  readonly note?: (photo: PhotoInfo) => ComponentChildren;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  // By their ids: photos come and go, and what a key is pressed for must be the photo that has the focus.
  const wanted = useSignal<string | undefined>(undefined);
  const anchor = useRef<string | undefined>(undefined);
  const place = useRef(0);
  const takesFocus = useRef(false);
  // Asked before the page changes: a photo that is removed takes the focus with it.
  const hadFocus = scroller.current?.contains(document.activeElement) === true;
  const found = placeOf(photos, wanted.value);
  const isGone = wanted.value !== undefined && found < 0;
  // Of a photo that went away, the next one takes the place.
  const active = isGone ? Math.min(place.current, photos.length - 1) : Math.max(0, found);
  place.current = active;
  const { columns, cell, rows, height, show } = useRows({ scroller, count: photos.length, size, gap, active });

  // A photo that had the focus may be gone, or one is not in the page until the grid has scrolled there.
  useLayoutEffect(() => {
    if (isGone) wanted.value = photos[active]?.id;
    const isLost = hadFocus && document.activeElement === document.body;
    if (!takesFocus.current && !isLost) return;
    const target = scroller.current?.querySelector<HTMLElement>(`[data-at="${active}"]`);
    if (target === null || target === undefined) return;
    takesFocus.current = false;
    target.focus({ preventScroll: true });
  });

  /** Where a range begins; at the photo with the focus where it never began, or that photo is gone. */
  const anchorPlace = (list: readonly PhotoInfo[]): number => {
    const at = placeOf(list, anchor.current);
    return at < 0 ? place.current : at;
  };

  const move = (to: number, event: KeyboardEvent): void => {
    const at = Math.max(0, Math.min(photos.length - 1, to));
    if (event.shiftKey) selection.value = pointAt(photos, selection.value, { at, anchor: anchorPlace(photos), range: true, toggle: false });
    else anchor.current = photos[at]?.id;
    wanted.value = photos[at]?.id;
    takesFocus.current = true;
    show(at);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const photo = photos[active];
    if (photo === undefined) return;
    const step = stepBy(event.key, { active, columns, count: photos.length, pageRows: Math.max(1, Math.floor(height / (cell + gap)) - 1) });
    const isCommand = event.ctrlKey || event.metaKey;
    if (step !== undefined) move(step, event);
    else if (event.repeat) {
      // A key that is held moves on, but does nothing else twice: a finger that rests on Delete means one photo.
      if (event.key !== ' ') return;
    } else if (event.key === ' ') {
      anchor.current = photo.id;
      selection.value = pointAt(photos, selection.value, { at: active, anchor: active, range: false, toggle: true });
    } else if (event.key === 'a' && isCommand) selection.value = new Set(photos.map(({ id }) => id));
    else if (event.key === 'Escape' && selection.value.size > 0) selection.value = new Set();
    else if (event.key === 'Enter' && onOpen !== undefined) onOpen(photo);
    else if (isCommand || onKey?.(event, photo) !== true) return;
    event.preventDefault();
  };

  // One function for the life of the grid, so that rows need not be drawn again for another.
  const latest = useRef(photos);
  latest.current = photos;
  const anchorAt = useRef(anchorPlace);
  const onPoint = useCallback(
    (event: MouseEvent, at: number): void => {
      // A finger has no Ctrl key: it changes one photo at a time.
      const toggle = event.ctrlKey || event.metaKey || (event instanceof PointerEvent && event.pointerType === 'touch');
      selection.value = pointAt(latest.current, selection.value, {
        at,
        anchor: anchorAt.current(latest.current),
        range: event.shiftKey,
        toggle,
      });
      const id = latest.current[at]?.id;
      if (!event.shiftKey) anchor.current = id;
      wanted.value = id;
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
      onFocusIn={({ target }) => {
        // A screen reader moves the focus itself.
        const id = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-photo]')?.dataset['photo'] : undefined;
        if (id !== undefined) wanted.value = id;
      }}
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

/** -1 where it is not in the list. */
const placeOf = (photos: readonly PhotoInfo[], id: string | undefined): number =>
  id === undefined ? -1 : photos.findIndex((photo) => photo.id === id);
