/**
 * Memory while features of many small pictures are computed and stored: flat, or growing with their number?
 *
 * Usage: npx tsx bench/memory.ts [--quick] [--count 20000]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { definePreprocessing, extractFeatures, FeatureStore, loadBackbone } from 'graft-ml';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { quick, type Row, report } from './report.ts';

/** Megabytes of this process: its own, and pages of files that it has mapped (the store's), which the system takes back at need. */
async function memory(): Promise<{ own: number; mapped: number }> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => undefined); // Linux alone tells them apart
  const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status ?? '')?.[1] ?? Number.NaN) / 1024;
  return status === undefined
    ? { own: process.memoryUsage.rss() / 2 ** 20, mapped: Number.NaN }
    : { own: field('RssAnon'), mapped: field('RssFile') };
}

const asked = argv.indexOf('--count');
const count = quick ? 32 : asked < 0 ? 20_000 : Number(argv[asked + 1]);
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const files = await makeDataset(join(folder, 'photos'), { classes: { one: count / 2, two: count / 2 }, size: 64 });
  const backbone = await loadBackbone('inception-v3');
  const cuts = backbone.cut(...backbone.description.defaultCut);
  const preprocessing = definePreprocessing(backbone.description.input);
  await using store = await FeatureStore.open({ folder: join(folder, 'features') });
  const samples: { done: number; own: number; mapped: number }[] = [];
  for await (const event of extractFeatures({ files, backbone, cuts, preprocessing, store, collect: false })) {
    if (event.type === 'features') samples.push({ done: event.done, ...(await memory()) });
  }
  const mean = (at: number, kind: 'own' | 'mapped'): number => {
    const part = samples.filter(({ done }) => done > (at * count) / 4 && done <= ((at + 1) * count) / 4).map((sample) => sample[kind]);
    return part.reduce((sum, megabytes) => sum + megabytes, 0) / part.length;
  };
  const rows: Row[] = [0, 1, 2, 3].map((at) => ({
    quarter: at + 1,
    'own, MB': mean(at, 'own'),
    "the store's pages, MB": mean(at, 'mapped'),
  }));
  const most = Math.max(...samples.map(({ own }) => own));
  report('memory', rows, [`${count} pictures, InceptionV3; own memory at most ${most.toFixed(0)} MB; goal: flat, under 700 MB`]);
} finally {
  await rm(folder, { recursive: true });
}
