import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { GraftError } from '../errors.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import { type FeatureSet, featuresFile, widthOf } from './feature-set.ts';
import { type ListedPhoto, mostShardPhotos, readListing } from './shard-listing.ts';

/** A shard's photos with their features, a row each, in the order of their names. */
export interface ShardPhotos {
  readonly photos: readonly ListedPhoto[];
  /** SHA-256 of each photo's file. */
  readonly hashes: readonly string[];
  readonly features: Matrix;
  /** Photos that could not be read when the shard was computed. */
  readonly unreadable: readonly ListedPhoto[];
}

/** Bytes of a row beside its numbers: a path of 4,096 characters in UTF-8, and a hash. */
const mostRowText = 16_384;

/**
 * Reads a shard of a set.
 *
 * @throws `FILE_NOT_FOUND` where it is not computed; `FORMAT_INVALID` where its table is damaged or of other photos; `FORMAT_LIMIT`
 */
async function readShard(
  store: ObjectStore,
  set: FeatureSet,
  shard: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ShardPhotos> {
  const name = featuresFile(shard);
  const place = `${store.address}/${name}`;
  const [listed, bytes] = await Promise.all([readListing(store, shard, { signal }), store.read(name, { signal })]);
  const rows = await readRows(bytes.buffer, widthOf(set), place);
  const features = matrix(rows.length, widthOf(set));
  const byFile = new Map(listed.map((photo) => [photo.file, photo]));
  const photos: ListedPhoto[] = [];
  const hashes: string[] = [];
  for (const [index, { file, sha256, features: row }] of rows.entries()) {
    const photo = typeof file === 'string' ? byFile.get(file) : undefined;
    if (photo === undefined || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
      throw damaged(place, `row ${index} is of no photo of the shard`);
    if (!Array.isArray(row) || row.length !== features.columns)
      throw damaged(place, `row ${index} has not the set's ${features.columns} numbers`);
    byFile.delete(photo.file);
    photos.push(photo);
    hashes.push(sha256);
    features.data.set(row, index * features.columns);
  }
  return { photos, hashes, features, unreadable: [...byFile.values()] };
}

/** Shards read at a time: one is unpacked while the next is fetched. */
const shardsAhead = 2;

/** All shards of a set, in their order. @throws as {@link readShard} */
export function readShards(store: ObjectStore, set: FeatureSet, signal: AbortSignal | undefined): AsyncGenerator<ShardPhotos, void, void> {
  return mapAhead(set.shards, ({ id }) => readShard(store, set, id, { signal }), { ahead: shardsAhead, signal });
}

async function readRows(file: ArrayBuffer, width: number, place: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  try {
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    const bytes = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
    if (rows > mostShardPhotos || bytes > rows * (width * 8 + mostRowText) + mostRowText)
      throw new GraftError('FORMAT_LIMIT', `${place} is to unpack to more than a shard can have. Received ${rows} rows, ${bytes} bytes.`, {
        file: place,
        hint: 'Remove the file, and run graft features again.',
      });
    return await parquetReadObjects({ file, metadata });
  } catch (cause) {
    throw cause instanceof GraftError ? cause : damaged(place, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function damaged(file: string, why: string, cause?: unknown): GraftError {
  return new GraftError('FORMAT_INVALID', `The shard ${file} is damaged: ${why}.`, {
    file,
    hint: 'Remove the file, and run graft features again: it computes what is not there.',
    cause,
  });
}
