import { sha256 } from '../storage/sha256.ts';
import { type ListedPhoto, mostShardPhotos } from './shard-listing.ts';

/** Photos that are computed together, into one file. */
export interface Shard {
  /** 32 hexadecimal digits: equal for equal photos in an equal set, so that nothing is computed twice. */
  readonly id: string;
  readonly photos: readonly ListedPhoto[];
}

/**
 * Divides photos into shards that stay what they are as photos come and go.
 *
 * A shard ends where the hash of a photo's name says so, by a chance of one in `size`, and not after so many photos: a photo that is
 * added, changed or taken away alters its own shard alone, and the features of all others are there already. A shard may have from a
 * quarter of `size` to three times as many photos.
 *
 * A. Muthitacharoen, B. Chen, D. Mazières, A low-bandwidth network file system, SOSP 2001, §3.1, has it for the bytes of files.
 *
 * @param set What the features depend on beside the photos; see `FeatureSet`.
 * @param photos In the order of their names.
 * @param size Photos to a shard, on average.
 */
export function divideIntoShards(set: string, photos: readonly ListedPhoto[], size: number): readonly Shard[] {
  const [least, most] = [Math.max(1, Math.floor(size / 4)), Math.min(mostShardPhotos, size * 3)];
  const shards: Shard[] = [];
  let from = 0;
  const close = (to: number): void => {
    const own = photos.slice(from, to);
    shards.push({ id: shardIdentity(set, own), photos: own });
    from = to;
  };
  for (const [index, { file }] of photos.entries()) {
    const length = index + 1 - from;
    if (length >= most || (length >= least && endsShard(file, size))) close(index + 1);
  }
  if (from < photos.length) close(photos.length);
  return shards;
}

function endsShard(file: string, size: number): boolean {
  return Number.parseInt(sha256(file).slice(0, 8), 16) % size === 0;
}

/** Names and contents, and no more: another label, another place on another disk are the same features. */
function shardIdentity(set: string, photos: readonly ListedPhoto[]): string {
  return sha256(JSON.stringify([set, ...photos.map(({ file, stamp }) => [file, stamp])])).slice(0, 32);
}
