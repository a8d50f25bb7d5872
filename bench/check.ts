/**
 * `graft check` on 1,000 photos whose features and looks are known: as a command, from start to end, and what the time goes
 * to. With --many N, also the comparison of N random photos with one another, which grows with their square.
 *
 * Usage: npx tsx --conditions=graft-source bench/check.ts [--quick] [--many 20000]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkDataset, loadBackbone, matrix, NodeMatrixMultiplier } from 'graft-ml';
import { findDuplicates } from '../src/audit/find-duplicates.ts';
import { findNeighbours } from '../src/audit/find-neighbours.ts';
import { type Look, thumbnailSide } from '../src/audit/look.ts';
import { median } from '../src/tensor/median.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({ options: { quick: { type: 'boolean' }, many: { type: 'string' } } });
const [photos, classes] = [quick ? 60 : 1000, 10];
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const rows: Row[] = [];

/** Seconds that the command takes, the start of Node included. */
async function command(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [main, 'check', join(folder, 'photos'), '--json'], {
    env: { ...process.env, GRAFT_CACHE_DIR: join(folder, 'cache') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`graft check ended with ${code}`);
  return (performance.now() - started) / 1000;
}

try {
  const names = Object.fromEntries(Array.from({ length: classes }, (_, c) => [`class ${c}`, photos / classes]));
  await makeDataset(join(folder, 'photos'), { classes: names, size: 96 });
  const backbone = await loadBackbone();
  const check = (): ReturnType<typeof checkDataset> =>
    checkDataset({ data: join(folder, 'photos'), backbone, cacheFolder: join(folder, 'cache') });
  const first = await check();
  rows.push({ what: `${first.features.computed} new photos`, seconds: first.seconds.total, goal: '' });
  const again: (typeof first)[] = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) again.push(await check());
  const part = (name: keyof typeof first.seconds): number => median(again.map(({ seconds }) => seconds[name]));
  rows.push({ what: `${photos} known photos, in a program`, seconds: part('total'), goal: '' });
  for (const name of ['features', 'compare', 'labels'] as const) rows.push({ what: `  of it ${name}`, seconds: part(name), goal: '' });
  const runs: number[] = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) runs.push(await command());
  rows.push({ what: `graft check, ${photos} known photos`, seconds: median(runs), goal: 'under 5 s' });
} finally {
  await rm(folder, { recursive: true });
}

if (asked.many !== undefined) {
  const count = Number(asked.many);
  const random = seededRandom(1);
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256));
  const looks = Array.from({ length: count }, (): Look => {
    const measured = { brightness: 120, contrast: 50, darkest: 30, brightest: 220, sharpness: 150, border: [0, 0, 0] as const };
    const facts = { width: 640, height: 480, bytes: 50_000, format: 'jpeg', orientation: 1, camera: '' };
    return { thumbnail: bytes(thumbnailSide ** 2), ...measured, ...facts };
  });
  const features = matrix(count, 6144);
  for (let i = 0; i < features.data.length; i++) features.data[i] = random.next();
  await using multiplier = new NodeMatrixMultiplier();
  const started = performance.now();
  const neighbours = await findNeighbours(features, new Int32Array(count), { blocks: [6144], multiplier });
  rows.push({ what: `neighbours among ${count}`, seconds: (performance.now() - started) / 1000, goal: '' });
  const hashing = performance.now();
  await findDuplicates({ hashes: looks.map((_, i) => String(i)), looks, neighbours });
  rows.push({ what: `copies among ${count}`, seconds: (performance.now() - hashing) / 1000, goal: 'not minutes' });
}
report('check', rows);
