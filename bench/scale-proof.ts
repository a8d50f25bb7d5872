/**
 * Workers on real photos: that nothing that happens to them changes a byte of the features, and what a second one brings.
 *
 * (a) Four workers, each in a network of its own; two are killed with -9 at random moments, Redis is killed and started again, the
 * network of a third is cut for longer than its shard is kept for it, and healed. The features are compared with a single process's.
 * (b) One worker on one core against two on a core each, alternating; photos a second, and a second of processor time.
 *
 * Usage: npx tsx --conditions=graft-source bench/scale-proof.ts [--quick] [--only workers|throughput] [--photos 240] [--rounds 3]
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FeaturesOptions, openDataset } from 'graft-ml';
import { redisMissing } from '../test/fixtures/redis-server.ts';
import { measureWorkers } from './measure-workers.ts';
import { proveWorkers } from './prove-workers.ts';
import { quick, report } from './report.ts';

const { values } = parseArgs({
  options: {
    ...{ quick: { type: 'boolean' }, only: { type: 'string' }, photos: { type: 'string' }, rounds: { type: 'string' } },
    ...{ data: { type: 'string' }, backbone: { type: 'string' } },
  },
});
const beside = (path: string): string => resolve(import.meta.dirname, '../../shared', path);
const data = values.data ?? beside('datasets/clothing');
const photos = Number(values.photos ?? (quick ? 60 : 240));
const rounds = Number(values.rounds ?? (quick ? 1 : 3));
/** Small shards, so that much happens. */
const shardSize = quick ? 3 : 8;
/** What is proved does not depend on the network: to see that the program runs, one with a twentieth of the arithmetic. */
const quickNetwork = beside('backbones/mobilenet_v2_1.0_224_quant.tflite');
const backbone = values.backbone ?? (quick && existsSync(quickNetwork) ? quickNetwork : undefined);

const missing = redisMissing() ?? (existsSync(data) ? undefined : `there are no photos at ${data}; name others with --data`);
if (missing !== undefined) throw new Error(missing);
spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' }); // workers are what was built
const folder = await mkdtemp(join(tmpdir(), 'graft-scale-'));
const options = (to: string): FeaturesOptions => ({
  ...{ data: join(folder, 'photos'), to: join(folder, to), shardSize, backbone, keepFeatures: false },
});
try {
  await copySomePhotos(join(folder, 'photos'));
  if (values.only !== 'throughput') report('scale-proof-workers', [await proveWorkers(options, folder)]);
  if (values.only !== 'workers')
    report('scale-proof-throughput', await measureWorkers(options, folder, rounds), ['goal: a ratio of at least 1.8']);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Copies as many photos as are wanted, spread over all, into a folder of their own. */
async function copySomePhotos(to: string): Promise<void> {
  const { items, classes } = await openDataset(data, { use: 'evaluation' });
  const step = items.length / Math.min(photos, items.length);
  for (let index = 0; index < Math.min(photos, items.length); index++) {
    const item = items[Math.floor(index * step)];
    if (item === undefined) continue;
    const place = join(to, classes[item.label] ?? '');
    await mkdir(place, { recursive: true });
    await copyFile(item.path, join(place, `${index}-${basename(item.path)}`));
  }
}
