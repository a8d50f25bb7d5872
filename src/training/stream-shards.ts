import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { placeOfHash } from '../evaluation/split-by-hash.ts';
import { type FeatureSet, photosOf, widthOf } from '../sharding/feature-set.ts';
import { PackedFeatures, type PackedSide, rowsAtOnce } from '../sharding/packed-features.ts';
import { readShards } from '../sharding/read-shard.ts';
import { type ListedPhoto, readListing } from '../sharding/shard-listing.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { matrix } from '../tensor/matrix.ts';
import type { Labelled } from './labelled.ts';
import { classOf, type ShardEvent } from './load-shards.ts';

/** A set's features on this machine's disk, and some of them in memory. */
export interface StreamedShards {
  readonly packed: PackedFeatures;
  /** Photos to learn from, drawn by their hashes: the same whatever the order. */
  readonly sample: Labelled;
  readonly split: 'folders' | 'hash' | 'none';
  readonly unreadable: readonly string[];
}

/** What decides who is learned from, and how many are kept in memory. */
export interface StreamShardsOptions {
  /** The part held out for measuring, where the user's folders do not say it. */
  readonly validation: number;
  readonly seed: number;
  /** Photos in memory. */
  readonly sampleRows: number;
  /** Where the file goes; made where it is missing. */
  readonly folder: string;
  /** A photo's label; a photo without takes no part. @default its class */
  readonly labelOf?: ((photo: ListedPhoto) => number | undefined) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The part of the photos that the strength and the temperature are chosen by, and the most of them: a standard error of a third of a point. */
const chosenBy = { part: 0.05, most: 20_000 };

/** The part of the memory that photos take which a streamed fit begins with. */
const samplePart = 1 / 4;

/** Photos of a class, on average, that a streamed fit begins with at least. */
const leastSample = 10;

/** Whether a set's features, as float32, are more than what they may take. @param memoryBytes What features may take */
export function exceedsMemory(set: FeatureSet, memoryBytes: number): boolean {
  return photosOf(set) * widthOf(set) * 4 > memoryBytes;
}

/** Photos that a streamed fit begins with. @param memoryBytes What features may take */
export function sampleRowsOf(set: FeatureSet, memoryBytes: number): number {
  return Math.max(leastSample * set.classes.length, Math.floor((samplePart * memoryBytes) / (4 * widthOf(set))));
}

/** Unpacks a set's shards into one file of halves, once, so that passes over it cost little more than their arithmetic. */
export async function* streamShards(
  store: ObjectStore,
  set: FeatureSet,
  options: StreamShardsOptions,
): AsyncGenerator<ShardEvent, StreamedShards, void> {
  const { validation, seed, sampleRows, folder, labelOf = classOf, signal } = options;
  const [total, columns] = [photosOf(set), widthOf(set)];
  await mkdir(folder, { recursive: true });
  const packed = await PackedFeatures.create(join(folder, `streamed-${process.pid}-${Date.now()}.bin`), columns);
  try {
    const byFolders = validation > 0 && (await hasValidation(store, set, signal));
    const choosePart = Math.min(chosenBy.part, chosenBy.most / total);
    const part = Math.min(1, (1.2 * sampleRows) / Math.max(1, total * (1 - validation)));
    const sample = { data: new Float32Array(sampleRows * columns), labels: new Int32Array(sampleRows), keys: [] as string[] };
    const unreadable: string[] = [];
    let done = 0;
    for await (const shard of readShards(store, set, signal)) {
      const rows: { readonly row: number; readonly label: number; readonly side: PackedSide }[] = [];
      for (const [row, photo] of shard.photos.entries()) {
        const { side } = photo;
        const label = labelOf(photo);
        const hash = shard.hashes[row] ?? '';
        if (side === 'test' || label === undefined) continue;
        const held = byFolders ? side === 'validation' : placeOfHash(hash, seed) < validation;
        // Other seeds than the split's: numbers that have nothing to do with one another.
        const to = held ? 'validation' : placeOfHash(hash, seed + 1) < choosePart ? 'choose' : 'train';
        rows.push({ row, label, side: to });
        const at = sample.keys.length;
        if (to !== 'train' || at >= sampleRows || placeOfHash(hash, seed + 2) >= part) continue;
        sample.data.set(shard.features.data.subarray(row * columns, (row + 1) * columns), at * columns);
        sample.labels[at] = label;
        sample.keys.push(hash);
      }
      const step = rowsAtOnce(columns);
      for (let from = 0; from < rows.length; from += step) {
        const group = rows.slice(from, from + step);
        const data = new Float32Array(group.length * columns);
        for (const [at, { row }] of group.entries())
          data.set(shard.features.data.subarray(row * columns, (row + 1) * columns), at * columns);
        await packed.add(data, group.map(({ label }) => label), group.map(({ side }) => side)); // biome-ignore format: one line
      }
      unreadable.push(...shard.unreadable.map(({ file }) => file));
      done += shard.photos.length + shard.unreadable.length;
      yield { type: 'shards', done, total };
    }
    const kept = sample.keys.length;
    return {
      packed,
      sample: {
        features: matrix(kept, columns, sample.data.subarray(0, kept * columns)),
        labels: sample.labels.subarray(0, kept),
        keys: sample.keys,
      },
      split: byFolders ? 'folders' : validation === 0 ? 'none' : 'hash',
      unreadable,
    };
  } catch (error) {
    await packed[Symbol.asyncDispose]();
    throw error;
  }
}

/** Whether the user's own folders or tables hold photos out. */
async function hasValidation(store: ObjectStore, set: FeatureSet, signal: AbortSignal | undefined): Promise<boolean> {
  for (const { id } of set.shards) {
    if ((await readListing(store, id, { signal })).some(({ side }) => side === 'validation')) return true;
  }
  return false;
}
