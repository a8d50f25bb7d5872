import '../parts/photo-grid.css';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { PhotoCell } from '../parts/photo-cell.tsx';
import { stepBy } from '../parts/select-photos.ts';
import { useRows } from '../parts/use-rows.ts';
import { shortSuspicion } from './describe-suspicion.ts';
import { current, reviewList } from './review-list.ts';
import { suspicions } from './suspicions.ts';

/** Between photos, in pixels. */
const gap = 8;

/** Until the frame has brought the focus to a view that was opened, in milliseconds. */
const settleMs = 50;

/** About how large a photo is shown, in pixels. */
const size = 112;

/**
 * The photos to look through: a listbox in rows in which one photo is chosen, the one that is looked at. It stays chosen while the list changes
 * around it.
 */
export function ReviewGrid({ label }: { readonly label: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lastAt = useRef(0);
  const hadFocus = useRef(false);
  const list = reviewList.value;
  const found = list.findIndex(({ id }) => id === current.value);
  const active = found >= 0 ? found : Math.min(lastAt.current, list.length - 1);
  const { columns, cell, rows, height, show } = useRows({ scroller, count: list.length, size, gap, active });

  useLayoutEffect(() => {
    lastAt.current = Math.max(0, active);
    if (found < 0) current.value = list[active]?.id; // what was looked at is gone, or nothing was yet
  });
  const chosen = list[active]?.id;
  useLayoutEffect(() => {
    show(active);
    const grid = scroller.current;
    // Where the photo that had the focus left the page, what comes after it takes it over.
    const isLost = document.activeElement === document.body && hadFocus.current;
    if (isLost || grid?.contains(document.activeElement) === true)
      grid?.querySelector<HTMLElement>(`[data-photo="${chosen}"]`)?.focus({ preventScroll: true });
  }, [chosen]);

  const isNew = useRef(true);
  useEffect(() => {
    // Whoever comes to this view has come to look through: its keys do something at once, not only after fourteen tabs.
    if (!isNew.current) return;
    const timer = setTimeout(() => {
      const isFree = document.activeElement === document.body || document.activeElement?.id === 'main';
      if (isFree) scroller.current?.querySelector<HTMLElement>('[data-photo][tabindex="0"]')?.focus({ preventScroll: true });
      else isNew.current = false;
    }, settleMs);
    return () => clearTimeout(timer);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (list.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepBy(event.key, { active, columns, count: list.length, pageRows: Math.max(1, Math.floor(height / (cell + gap)) - 1) });
    if (step === undefined) return;
    current.value = list[Math.max(0, Math.min(list.length - 1, step))]?.id;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      class="photo-grid review-grid"
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocusIn={() => (hadFocus.current = true)}
      onFocusOut={(event) => (hadFocus.current = event.relatedTarget === null)}
      style={{ '--columns': String(columns), '--cell': `${cell}px`, '--cell-gap': `${gap}px` }}
    >
      <div class="photo-grid-rows" role="presentation" style={{ '--rows-height': `${rows.total}px` }}>
        {rows.items.map((row) => (
          <div key={row.key} class="photo-grid-row" role="presentation" style={{ '--top': `${row.start}px` }}>
            {list.slice(row.index * columns, (row.index + 1) * columns).map((photo, column) => {
              const [reason] = suspicions.value.get(photo.id) ?? [];
              return (
                <PhotoCell
                  key={photo.id}
                  photo={photo}
                  at={row.index * columns + column}
                  total={list.length}
                  isActive={row.index * columns + column === active}
                  isSelected={row.index * columns + column === active}
                  onPoint={() => (current.value = photo.id)}
                  note={reason && shortSuspicion(reason)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
