/**
 * Features end to end, from files to stored vectors, against the bare session running the same batches with the pixels
 * already in memory; in turn, so that both see the same machine.
 *
 * Usage: npx tsx bench/features.ts [--quick]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage, definePreprocessing, drain, extractFeatures, FeatureStore, loadBackbone } from 'graft-ml';
import { FeatureNetwork } from '../src/features/feature-network.ts';
import { median } from '../src/tensor/median.ts';
import { benchPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

const files = await benchPhotos();
const backbone = await loadBackbone('inception-v3');
const cuts = backbone.cut(...backbone.description.defaultCut);
const preprocessing = definePreprocessing(backbone.description.input);
const batchSize = 8;

/** Images a second from files to vectors in a fresh store; loading the network is part of it. */
async function endToEnd(): Promise<{ rate: number; withoutLoading: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
  await using store = await FeatureStore.open({ folder });
  const started = performance.now();
  let last = 0;
  await drain(extractFeatures({ files, backbone, cuts, preprocessing, store, batchSize, collect: false }), (event) => {
    if (event.type === 'features') last = event.imagesPerSecond;
  });
  const seconds = (performance.now() - started) / 1000;
  await rm(folder, { recursive: true });
  return { rate: files.length / seconds, withoutLoading: last };
}

/** Images a second of the session alone, pixels in memory, after one batch to warm up. */
async function bare(): Promise<number> {
  const pictures = await Promise.all(files.slice(0, 8 * batchSize).map((file) => decodeImage(file, preprocessing)));
  const size = pictures[0]?.length ?? 0;
  const batches = Array.from({ length: Math.floor(pictures.length / batchSize) }, (_, b) => {
    const batch = new Uint8Array(batchSize * size);
    for (let row = 0; row < batchSize; row++) batch.set(pictures[b * batchSize + row] ?? [], row * size);
    return batch;
  });
  await using network = await FeatureNetwork.open(backbone, cuts);
  await network.run(batches[0] ?? new Uint8Array(), batchSize);
  const rounds = Math.ceil(files.length / (batches.length * batchSize));
  const started = performance.now();
  for (let round = 0; round < rounds; round++) for (const batch of batches) await network.run(batch, batchSize);
  return (rounds * batches.length * batchSize * 1000) / (performance.now() - started);
}

const rows: Row[] = [];
for (let round = 1; round <= (quick ? 1 : 5); round++) {
  const session = await bare();
  const { rate, withoutLoading } = await endToEnd();
  rows.push({
    round,
    'bare session, images/s': session,
    'files to vectors, images/s': rate,
    'after loading, images/s': withoutLoading,
    'part of bare': rate / session,
    'part of bare, after loading': withoutLoading / session,
  });
}
const column = (name: string): number => median(rows.map((row) => Number(row[name])));
rows.push(Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, name === 'round' ? 'median' : column(name)])));
report('features', rows, [
  `${files.length} photos, InceptionV3 at 299 px, ${backbone.precision}, batches of ${batchSize}; goal: 40 images/s and 0.85 of bare`,
]);
