import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FeatureStore } from 'graft-ml';
import { seededRandom } from '../../src/tensor/random.ts';
import { branchingBackbone } from '../../test/fixtures/branching-backbone.ts';
import { makeZip } from '../../test/fixtures/make-archive.ts';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { runGraft } from './graft-process.ts';

/** The network of every scenario: small, in 8 bits wherever it runs. */
export const network = ['--backbone', 'net.tflite', '--precision', 'int8'] as const;

/** Vectors, each of three pages, that make a store large enough to be made compact when it is pruned: by more than 32 MiB. */
const fillers = { count: 4000, width: 3000 };

/** What of the cache is there before a crash. */
export type CacheState = 'cold' | 'warm' | 'large' | 'default network';

/** Where the cache lies that has the default network, and the choice of its precision, beside a world: it is 60 MB, and few scenarios need it. */
const withDefaultNetwork = (world: string): string => `${world}-default-network`;

/** Lays out what a user has before a crash: photos, a network, a model, exports of an earlier model, tables, and a cache that knows the photos. */
export async function makeWorld(folder: string): Promise<void> {
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await branchingBackbone(join(folder, 'net.tflite'), join(folder, 'cache'), 'int8');
  const photos = await makeDataset(join(folder, 'photos'), { classes: { ant: 16, bee: 16, cat: 16 }, size: 40 });
  await makeDataset(join(folder, 'earlier'), { classes: { dog: 8, elk: 8 }, size: 40, seed: 2 });
  const entries: { name: string; content: Buffer }[] = [];
  for (const path of photos) entries.push({ name: path.slice(join(folder, 'photos').length + 1), content: await readFile(path) });
  await writeFile(join(folder, 'zipped.zip'), makeZip(entries));
  await succeed(folder, ['train', 'earlier', ...network, '--out', 'earlier.graft']);
  await succeed(folder, ['train', 'photos', ...network, '--out', 'photos.graft']);
  await succeed(folder, ['train', 'photos', ...network, '--train-from', 'block', '--epochs', '1', '--out', 'tuned.graft']);
  await succeed(folder, ['export', 'earlier.graft', '--to', 'onnx', '-o', 'shipped.onnx', '--no-verify']);
  await succeed(folder, ['export', 'earlier.graft', '--to', 'web', '-o', 'site', '--no-verify']);
  await succeed(folder, ['split', 'photos', '-o', 'parts.csv', '--seed', '1']);
  await succeed(folder, ['embed', 'earlier', ...network, '-o', 'features.parquet']);
}

/**
 * Lays out a cache with the default network in it, which knows none of the photos.
 *
 * A precision that is chosen by timing is chosen here, once: what a world computes is compared with what another did.
 */
export async function makeDefaultNetwork(template: string): Promise<void> {
  const folder = withDefaultNetwork(template);
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await makeDataset(join(folder, 'few'), { classes: { one: 1, two: 1 }, size: 40, seed: 3 });
  await succeed(folder, ['dedupe', 'few', '--near', '-o', 'few.csv']);
}

/** Copies a world, with a cache in some state. */
export async function copyWorld(template: string, to: string, cache: CacheState): Promise<void> {
  await cp(template, to, { recursive: true, preserveTimestamps: true });
  const of = (part: string): string => join(to, 'cache', part);
  if (cache === 'default network') {
    await rm(join(to, 'cache'), { recursive: true });
    await cp(join(withDefaultNetwork(template), 'cache'), join(to, 'cache'), { recursive: true, preserveTimestamps: true });
  }
  if (cache === 'cold') for (const part of ['features', 'activations', 'converted']) await rm(of(part), { recursive: true });
  if (cache !== 'large') return;
  await using store = await FeatureStore.open({ folder: of('features'), clock: () => 0 }); // the oldest: they go first
  const random = seededRandom(5);
  const vectors = Array.from({ length: fillers.count }, (_, photo) => ({
    ...{ photo: photo.toString(16).padStart(64, '0'), space: 'filler', cut: 'filler' },
    vector: new Float32Array(fillers.width).fill(random.next()),
  }));
  await store.putBatch(vectors);
}

async function succeed(world: string, args: readonly string[]): Promise<void> {
  const { code, err } = await runGraft(world, args);
  if (code !== 0) throw new Error(`graft ${args.join(' ')} failed undisturbed: ${err}`);
}
