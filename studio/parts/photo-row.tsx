import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { PhotoCell } from './photo-cell.tsx';

/**
 * One row of a grid. While the grid scrolls, the props of a row stay what they were, and so it is not drawn again
 * (a component that reads signals is drawn only for other props or another value of those).
 */
export function PhotoRow({
  photos,
  row,
  columns,
  start,
  active,
  selection,
  onPoint,
  onOpen,
  note,
}: {
  /** Of the whole grid. */
  readonly photos: readonly PhotoInfo[];
  readonly row: number;
  readonly columns: number;
  /** Its distance from the top, in pixels. */
  readonly start: number;
  /** The place of the photo with the focus, -1 where it is in another row. */
  readonly active: number;
  readonly selection: ReadonlySignal<ReadonlySet<string>>;
  readonly onPoint: (event: MouseEvent, at: number) => void;
  readonly onOpen: ((photo: PhotoInfo) => void) | undefined;
  readonly note: ((photo: PhotoInfo) => ComponentChildren) | undefined;
}) {
  const first = row * columns;
  return (
    <div class="photo-grid-row" role="presentation" style={{ '--top': `${start}px` }}>
      {photos.slice(first, first + columns).map((photo, column) => (
        <PhotoCell
          key={photo.id}
          photo={photo}
          at={first + column}
          total={photos.length}
          isActive={first + column === active}
          isSelected={selection.value.has(photo.id)}
          onPoint={onPoint}
          onOpen={onOpen}
          note={note?.(photo)}
        />
      ))}
    </div>
  );
}
