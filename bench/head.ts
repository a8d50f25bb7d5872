/**
 * Fitting a head: 1,000 photos x 6,144 features, 10 classes, the L2 search and 5 folds included; with ONNX Runtime's matrix
 * products and with plain loops. Then a whole training again after 20 photos were added to 1,000.
 *
 * Usage: npx tsx bench/head.ts [--quick]
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drain, fitHead, loadBackbone, matrix, NodeMatrixMultiplier, type Training, train } from 'graft-ml';
import { median } from '../src/tensor/median.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { quick, type Row, report } from './report.ts';

const [photos, classes] = [quick ? 60 : 1000, 10];
const blocks = quick ? [64, 64] : [768, 1280, 2048, 2048];
const width = blocks.reduce((sum, block) => sum + block, 0);
const random = seededRandom(1);
const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
const centres = Array.from({ length: classes }, () => Float32Array.from({ length: width }, () => random.normal() * 0.25));
const features = matrix(photos, width);
for (let i = 0; i < photos; i++) {
  const spread = i % 7 === 0 ? 4 : 1; // some photos are hard, as in life
  for (let j = 0; j < width; j++) features.data[i * width + j] = (centres[labels[i] ?? 0]?.[j] ?? 0) + spread * random.normal();
}

async function seconds(work: () => Promise<unknown>, times: number): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < times; run++) {
    const started = performance.now();
    await work();
    all.push((performance.now() - started) / 1000);
  }
  return median(all);
}

const rows: Row[] = [];
{
  await using multiplier = new NodeMatrixMultiplier();
  rows.push({
    what: `head, ${photos} x ${width}, ${classes} classes, ONNX Runtime`,
    seconds: await seconds(() => drain(fitHead(features, labels, { classes, blocks, multiplier })), quick ? 1 : 5),
    goal: 'under 2 s',
  });
}
rows.push({
  what: 'the same with plain loops',
  seconds: await seconds(() => drain(fitHead(features, labels, { classes, blocks })), 1),
  goal: '',
});

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const names = Object.fromEntries(Array.from({ length: classes }, (_, c) => [`class ${c}`, photos / classes]));
  await makeDataset(join(folder, 'photos'), { classes: names, size: 96 });
  const more = await makeDataset(join(folder, 'more'), { classes: { 'class 0': quick ? 2 : 20 }, size: 96, seed: 99 });
  // A feature store of its own, or a second run of this program would find all photos known.
  const training = async (): Promise<{ training: Training; seconds: number }> => {
    const started = performance.now();
    const backbone = await loadBackbone();
    const training = await train({ data: join(folder, 'photos'), backbone, cacheFolder: join(folder, 'cache') });
    return { training, seconds: (performance.now() - started) / 1000 };
  };
  const first = await training();
  rows.push({ what: `training on ${first.training.features.computed} new photos`, seconds: first.seconds, goal: '' });
  for (const [at, file] of more.entries()) await copyFile(file, join(folder, 'photos', 'class 0', `added-${at}.jpg`));
  const again = await training();
  rows.push({ what: `again with ${again.training.features.computed} photos added`, seconds: again.seconds, goal: 'under 2 s' });
} finally {
  await rm(folder, { recursive: true });
}
report('head', rows);
