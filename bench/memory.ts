/**
 * Memory while features of many small pictures are computed and stored: flat, or growing with their number?
 *
 * Usage: npx tsx bench/memory.ts [--quick] [--count 20000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { definePreprocessing, extractFeatures, FeatureStore, loadBackbone } from 'graft-ml';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { quick, type Row, report } from './report.ts';

const asked = argv.indexOf('--count');
const count = quick ? 32 : asked < 0 ? 20_000 : Number(argv[asked + 1]);
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const files = await makeDataset(join(folder, 'photos'), { classes: { one: count / 2, two: count / 2 }, size: 64 });
  const backbone = await loadBackbone('inception-v3');
  const cuts = backbone.cut(...backbone.description.defaultCut);
  const preprocessing = definePreprocessing(backbone.description.input);
  await using store = await FeatureStore.open({ folder: join(folder, 'features') });
  const samples: { done: number; megabytes: number }[] = [];
  for await (const event of extractFeatures({ files, backbone, cuts, preprocessing, store, collect: false })) {
    if (event.type === 'features') samples.push({ done: event.done, megabytes: process.memoryUsage.rss() / 2 ** 20 });
  }
  const quarter = (at: number): number => {
    const part = samples.filter(({ done }) => done > (at * count) / 4 && done <= ((at + 1) * count) / 4).map(({ megabytes }) => megabytes);
    return part.reduce((sum, megabytes) => sum + megabytes, 0) / part.length;
  };
  const rows: Row[] = [0, 1, 2, 3].map((at) => ({ quarter: at + 1, 'mean MB': quarter(at) }));
  report('memory', rows, [
    `${count} pictures, InceptionV3; most ${Math.max(...samples.map(({ megabytes }) => megabytes)).toFixed(0)} MB; goal: flat, under 700 MB`,
  ]);
} finally {
  await rm(folder, { recursive: true });
}
