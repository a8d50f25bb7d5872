import './photo-dialog.css';
import type { Signal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { api } from '../../src/studio/api.ts';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { addressOf } from '../api/address-of.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { Dialog } from './dialog.tsx';
import { IconButton } from './icon-button.tsx';

/** One photo of a list, large; the arrow keys go on to its neighbours. `at` is its place in the list, -1 while closed. */
export function PhotoDialog({
  photos,
  at,
  children,
}: {
  readonly photos: readonly PhotoInfo[];
  readonly at: Signal<number>;
  /** What is said and done of the photo, below it. */
  readonly children?: (photo: PhotoInfo) => ComponentChildren;
}) {
  const { parts } = words.value;
  const place = Math.min(at.value, photos.length - 1);
  const photo = photos[place];
  const open = useComputed(() => at.value >= 0);
  const step = (by: number): void => {
    at.value = Math.max(0, Math.min(photos.length - 1, place + by));
  };
  return (
    <Dialog
      open={{
        get value() {
          return open.value && photo !== undefined;
        },
        set value(isOpen) {
          if (!isOpen) at.value = -1;
        },
      }}
      title={photo?.name ?? ''}
      size="large"
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') step(-1);
        if (event.key === 'ArrowRight') step(1);
      }}
    >
      {photo !== undefined && (
        <>
          {photo.state === 'unreadable' ? (
            <p class="quiet">{photo.problem === undefined ? parts.unreadable : describeProblem(photo.problem).message}</p>
          ) : (
            <img key={photo.id} class="photo-large" src={addressOf(api.photo, { photo: photo.id })} alt={photo.name} />
          )}
          <div class="photo-dialog-row">
            <IconButton icon="left" label={parts.previous} disabled={place <= 0} onClick={() => step(-1)} />
            <span class="quiet small number">
              {parts.photoOf(place + 1, photos.length)} · {formats.value.bytes(photo.bytes)}
            </span>
            <IconButton icon="right" label={parts.next} disabled={place >= photos.length - 1} onClick={() => step(1)} />
          </div>
          {children?.(photo)}
        </>
      )}
    </Dialog>
  );
}
