import './photo-dialog.css';
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { pictureAddress } from '../api/picture-address.ts';
import { photos as allPhotos } from '../state/photos.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { Dialog } from './dialog.tsx';
import { IconButton } from './icon-button.tsx';
import { SoundPlayer } from './sound-player.tsx';

/**
 * One photo of a list, large; the arrow keys go on to its neighbours. It keeps its photo while the list changes around it, also
 * where the photo is not in the list any more; only where it was removed the next one takes its place.
 */
export function PhotoDialog({
  photos,
  of,
  children,
}: {
  readonly photos: readonly PhotoInfo[];
  /** The id of the photo; undefined while closed. */
  readonly of: Signal<string | undefined>;
  /** What is said and done of the photo, below it. */
  readonly children?: (photo: PhotoInfo) => ComponentChildren;
}) {
  const { parts } = words.value;
  const place = useRef(0);
  const removed = useSignal('');
  const lastName = useRef('');
  const found = photos.findIndex(({ id }) => id === of.value);
  if (found >= 0) place.current = found;
  const kept = photos[found] ?? allPhotos.value.get(of.value ?? '');
  const isRemoved = of.value !== undefined && kept === undefined;
  const photo = isRemoved ? photos[Math.min(place.current, photos.length - 1)] : kept;
  useLayoutEffect(() => {
    if (isRemoved) {
      removed.value = lastName.current;
      of.value = photo?.id;
    } else lastName.current = photo?.name ?? '';
  });
  const before = place.current - 1;
  const after = found < 0 ? place.current : found + 1; // another stands where one was that left the list
  const step = (to: number): void => {
    const next = photos[to];
    if (next === undefined) return;
    removed.value = '';
    of.value = next.id;
  };
  return (
    <Dialog
      open={{
        get value() {
          return photo !== undefined;
        },
        set value(isOpen) {
          if (isOpen) return;
          of.value = undefined;
          removed.value = '';
        },
      }}
      title={photo?.name ?? ''}
      size="large"
      onKeyDown={(event) => {
        if (event.defaultPrevented) return; // a menu in it has used the key
        if (event.key === 'ArrowLeft') step(before);
        if (event.key === 'ArrowRight') step(after);
      }}
    >
      {photo !== undefined && (
        <>
          {photo.state === 'unreadable' ? (
            <p class="quiet">{photo.problem === undefined ? parts.unreadable : describeProblem(photo.problem).message}</p>
          ) : (
            <img key={photo.id} class="photo-large" src={pictureAddress('photo', photo)} alt={photo.name} />
          )}
          <SoundPlayer of={photo} />
          <div class="photo-dialog-row">
            <IconButton icon="left" label={parts.previous} disabled={before < 0} onClick={() => step(before)} />
            <span class="quiet small number">
              {found < 0 ? parts.leftList : parts.photoOf(found + 1, photos.length)} · {formats.value.bytes(photo.bytes)}
            </span>
            <IconButton icon="right" label={parts.next} disabled={after >= photos.length} onClick={() => step(after)} />
          </div>
          <p class="quiet small photo-removed" role="status">
            {removed.value === '' ? '' : parts.tookItsPlace(removed.value)}
          </p>
          {children?.(photo)}
        </>
      )}
    </Dialog>
  );
}
