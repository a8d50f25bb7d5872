import { GraftError } from '../errors.ts';
import { type FeatureSet, photosOf, widthOf } from '../sharding/feature-set.ts';
import { readShards } from '../sharding/read-shard.ts';
import type { ListedPhoto } from '../sharding/shard-listing.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { Labelled } from './labelled.ts';

/** How far the reading of shards is. */
export interface ShardEvent {
  readonly type: 'shards';
  /** Photos read. */
  readonly done: number;
  readonly total: number;
}

/** Photos of a set, but for its test side. */
export interface LoadedShards extends Labelled {
  /** Whether each photo stands in the user's own validation folder; undefined where there is none. */
  readonly heldOut: readonly boolean[] | undefined;
  /** Photos without features, as the set names them. */
  readonly unreadable: readonly string[];
}

/** How shards are read. */
export interface LoadShardsOptions {
  /** A photo's label; a photo without takes no part. @default its class */
  readonly labelOf?: ((photo: ListedPhoto) => number | undefined) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The class of a photo of one. */
export const classOf = ({ label }: ListedPhoto): number | undefined => label;

/**
 * Brings all of a set's features into memory.
 *
 * @throws as `readShard`; `DATASET_EMPTY` where a class has no photo
 */
export async function* loadShards(
  store: ObjectStore,
  set: FeatureSet,
  { labelOf = classOf, signal }: LoadShardsOptions = {},
): AsyncGenerator<ShardEvent, LoadedShards, void> {
  const total = photosOf(set);
  const all = matrix(total, widthOf(set));
  const labels = new Int32Array(total);
  const [keys, heldOut, unreadable]: [string[], boolean[], string[]] = [[], [], []];
  let [rows, done] = [0, 0];
  for await (const shard of readShards(store, set, signal)) {
    for (const [row, photo] of shard.photos.entries()) {
      const { side } = photo;
      const label = labelOf(photo);
      if (side === 'test' || label === undefined) continue;
      all.data.set(shard.features.data.subarray(row * all.columns, (row + 1) * all.columns), rows * all.columns);
      labels[rows] = label;
      keys.push(shard.hashes[row] ?? '');
      heldOut.push(side === 'validation');
      rows++;
    }
    unreadable.push(...shard.unreadable.map(({ file }) => file));
    done += shard.photos.length + shard.unreadable.length;
    yield { type: 'shards', done, total };
  }
  const features: Matrix = rows === total ? all : matrix(rows, all.columns, all.data.subarray(0, rows * all.columns));
  if (labelOf === classOf) expectClasses(labels.subarray(0, rows), set, store.address);
  return { features, labels: labels.subarray(0, rows), keys, heldOut: heldOut.includes(true) ? heldOut : undefined, unreadable };
}

function expectClasses(labels: Int32Array, { classes }: FeatureSet, address: string): void {
  const present = new Set(labels);
  const empty = classes.find((_, label) => !present.has(label));
  if (empty === undefined) return;
  throw new GraftError('DATASET_EMPTY', `The class "${empty}" has no picture whose features are in ${address}.`, {
    file: address,
    hint: 'Add readable pictures of it, or remove the class, and run graft features again.',
  });
}
