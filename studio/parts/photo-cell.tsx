import type { ComponentChildren } from 'preact';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { pictureAddress } from '../api/picture-address.ts';
import { words } from '../words/words.ts';
import { Icon } from './icon.tsx';

/** One photo of a grid. */
export function PhotoCell({
  photo,
  at,
  total,
  isActive,
  isSelected,
  onPoint,
  onOpen,
  note,
}: {
  readonly photo: PhotoInfo;
  readonly at: number;
  readonly total: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onPoint: (event: MouseEvent, at: number) => void;
  readonly onOpen?: ((photo: PhotoInfo) => void) | undefined;
  readonly note?: ComponentChildren;
}) {
  const { parts } = words.value;
  const isUnreadable = photo.state === 'unreadable';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it hears the keys
    <div
      class="photo-cell"
      role="option"
      data-at={at}
      data-photo={photo.id}
      tabIndex={isActive ? 0 : -1}
      aria-selected={isSelected}
      aria-setsize={total}
      aria-posinset={at + 1}
      aria-label={[photo.name, ...(isUnreadable ? [parts.unreadable] : typeof note === 'string' ? [note] : [])].join(', ')}
      title={photo.name}
      onClick={(event) => onPoint(event, at)}
      onDblClick={() => onOpen?.(photo)}
    >
      {!isUnreadable && <img src={pictureAddress('thumbnail', photo)} alt="" loading="lazy" decoding="async" draggable={false} />}
      {isSelected && <Icon name="check" />}
      {isUnreadable ? (
        <span class="photo-cell-note">{parts.unreadable}</span>
      ) : (
        note !== undefined && <span class="photo-cell-note">{note}</span>
      )}
    </div>
  );
}
