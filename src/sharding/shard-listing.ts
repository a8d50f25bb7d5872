import * as v from 'valibot';
import { mostImageFileBytes } from '../media/read-image-file.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { listingFile, parseWith } from './feature-set.ts';

/** More photos than a shard may have: a listing and its features are held in memory whole. */
export const mostShardPhotos = 20_000;

/** A path of 4,096 characters for each of the most photos, in UTF-8 with what stands beside it. */
const mostListingBytes = 128 * 2 ** 20;

/** More classes than a photo is told to have; a photo with all of a thousand classes tells nothing of them. */
const mostLabels = 1000;

const place = v.pipe(v.number(), v.integer(), v.minValue(0));

const photoSchema = v.object({
  /** What the set calls it: its path below the photos' root. */
  file: v.string(),
  /** Where it is read: an absolute path, or an address. */
  at: v.string(),
  /** Its content's hash, or an address' entity tag: another content is another shard. */
  stamp: v.string(),
  /** Its size, where it is not on a disk of every worker. */
  bytes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostImageFileBytes))),
  /** Its class, as a place in the set's list; absent where there are none. */
  label: v.exactOptional(place),
  /** All its classes, none among them, in a set whose photos may have several. */
  labels: v.exactOptional(v.pipe(v.array(place), v.maxLength(mostLabels))),
  side: v.exactOptional(v.picklist(['train', 'validation', 'test'])),
});

const listingSchema = v.object({ photos: v.pipe(v.array(photoSchema), v.maxLength(mostShardPhotos)) });

/** A photo of a shard. */
export type ListedPhoto = v.InferOutput<typeof photoSchema>;

/** @throws `FILE_NOT_FOUND`, `FORMAT_INVALID` */
export async function readListing(
  store: ObjectStore,
  shard: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly ListedPhoto[]> {
  const name = listingFile(shard);
  const bytes = await store.read(name, { mostBytes: mostListingBytes, ...options });
  return parseWith(listingSchema, bytes, `${store.address}/${name}`).photos;
}

/** Puts a shard's list of photos into the store. */
export async function writeListing(store: ObjectStore, shard: string, photos: readonly ListedPhoto[]): Promise<void> {
  await store.write(listingFile(shard), new TextEncoder().encode(JSON.stringify({ photos })));
}
