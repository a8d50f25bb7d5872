import { GraftError } from '../errors.ts';
import type { RemotePhotos } from '../features/photo-reader.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import type { ListedPhoto } from './shard-listing.ts';

/**
 * A shard's photos, read from the store that they lie in: each in the content that it was planned with, and no other.
 *
 * @throws `FORMAT_INVALID` where the shard lists photos of another place: a worker reads nothing that its set does not name.
 */
export function storedPhotos(store: ObjectStore, photos: readonly ListedPhoto[]): RemotePhotos {
  const below = `${store.address}/`;
  const elsewhere = photos.find(({ at }) => !at.startsWith(below));
  if (elsewhere !== undefined)
    throw new GraftError('FORMAT_INVALID', `A shard of the photos in ${store.address} lists one that is not there: ${elsewhere.at}.`, {
      file: store.address,
      hint: 'Run graft features again: the lists are written anew.',
    });
  const listed = new Map(photos.map((photo) => [photo.at, photo]));
  return {
    bytesOf: (file) => listed.get(file)?.bytes ?? 0,
    read: (file, signal) => {
      const { bytes, stamp } = listed.get(file) ?? {};
      return store.read(file.slice(below.length), { mostBytes: bytes, tag: stamp, signal });
    },
  };
}
