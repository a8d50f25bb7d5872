/**
 * What does HTTP cost, and what do batches gain? Photos a second through `graft serve` under load against the bare session,
 * by turns in one run; latency alone, with batches and without; memory over thousands of requests (of a tiny network, so that
 * they take a minute). Beside the rates stands the processor time of a photo, of all processes together, the client's among
 * them: a machine that does other things disturbs it less.
 *
 * Usage: npx tsx bench/serve.ts [--quick] [--rounds 5] [--amount 160] [--count 10000] [--connections 16]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeImage, loadModel, train } from 'graft-ml';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../src/preprocessing/preprocessing.ts';
import { Session } from '../src/runtime/session.ts';
import { median } from '../src/tensor/median.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { tinyModel } from '../test/fixtures/tiny-model.ts';
import { type Load, loadServer } from './load-server.ts';
import { benchPhotos } from './photos.ts';
import { processTree } from './process-tree.ts';
import { quick, type Row, report } from './report.ts';
import { type Served, startServer } from './start-server.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    amount: { type: 'string', default: '160' },
    count: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '16' },
  },
});
const rounds = quick ? 1 : Number(asked.rounds);
const count = quick ? 24 : Number(asked.count);
const connections = quick ? 4 : Number(asked.connections);
/** Photos to a measurement. */
const amount = quick ? 12 : Number(asked.amount);
const aloneRequests = quick ? 3 : Math.ceil(amount / 4);
/** Of the bare session's rate, at least. */
const goal = 0.85;
/** What memory may grow by after the first quarter of the requests. */
const allowedMegabytes = 40;

/** How many photos a second the network takes, eight at a time, pixels ready; and the processor time of one. */
async function bareRate(
  session: Session,
  { width, height }: Preprocessing,
  picture: Uint8Array,
): Promise<{ perSecond: number; cpu: number }> {
  const pixels = new Uint8Array(8 * picture.length);
  for (let row = 0; row < 8; row++) pixels.set(picture, row * picture.length);
  const [started, own] = [performance.now(), process.cpuUsage()];
  let done = 0;
  for (; done < amount; done += 8) await session.run({ pixels: tensor('uint8', [8, height, width, 3], pixels) });
  const { user, system } = process.cpuUsage(own);
  return { perSecond: (1000 * done) / (performance.now() - started), cpu: (user + system) / 1000 / done };
}

/** Decodes and runs single photos, as a program without a server would; the times in milliseconds. */
async function directly(session: Session, preprocessing: Preprocessing, photos: readonly Buffer[]): Promise<number[]> {
  const { width, height } = preprocessing;
  const times: number[] = [];
  for (let at = 0; at < aloneRequests; at++) {
    const started = performance.now();
    const pixels = await decodeImage(photos[at % photos.length] ?? new Uint8Array(), preprocessing);
    await session.run({ pixels: tensor('uint8', [1, height, width, 3], pixels) });
    times.push(performance.now() - started);
  }
  return times;
}

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
const servers: Served[] = [];
try {
  await makeDataset(join(folder, 'photos'), { classes: { one: 10, two: 10 }, size: 240 });
  const bundle = join(folder, 'bench.graft');
  await (await train({ data: join(folder, 'photos'), keepFeatures: false })).model.save(bundle);
  const files = (await benchPhotos()).filter((path) => /\.jpe?g$/i.test(path)).slice(0, quick ? 8 : 64);
  const photos = await Promise.all(files.map((path) => readFile(path)));

  const model = await loadModel(bundle);
  const preprocessing = parsePreprocessing(model.manifest.preprocessing, bundle);
  await using session = await Session.open(model.network);
  const picture = await decodeImage(photos[0] ?? new Uint8Array(), preprocessing);
  const batching = await startServer('batches of up to 8', bundle);
  servers.push(batching);
  const single = await startServer('no batches', bundle, '--max-batch', '1');
  servers.push(single);
  for (const server of servers) await loadServer(server, photos, { type: 'image/jpeg', connections, amount: connections }); // warm

  const bare: { perSecond: number; cpu: number }[] = [];
  const loaded: Load[] = [];
  const unbatched: Load[] = [];
  const alone = { direct: [] as number[], batching: [] as Load[], single: [] as Load[] };
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareRate(session, preprocessing, picture));
    loaded.push(await loadServer(batching, photos, { type: 'image/jpeg', connections, amount }));
    unbatched.push(await loadServer(single, photos, { type: 'image/jpeg', connections, amount }));
    alone.direct.push(...(await directly(session, preprocessing, photos)));
    alone.batching.push(await loadServer(batching, photos, { type: 'image/jpeg', connections: 1, amount: aloneRequests }));
    alone.single.push(await loadServer(single, photos, { type: 'image/jpeg', connections: 1, amount: aloneRequests }));
  }

  const tiny = await startServer('tiny', (await tinyModel(folder, 'tiny', ['red', 'blue'])).folder);
  servers.push(tiny);
  const steps = quick ? 2 : 20;
  const held: number[] = [];
  for (let step = 0; step < steps; step++) {
    await loadServer(tiny, photos, { type: 'image/jpeg', connections, amount: Math.max(connections, Math.ceil(count / steps)) });
    held.push((await processTree(tiny.child.pid ?? 0)).residentMegabytes);
  }
  const growth = (held.at(-1) ?? 0) - Math.max(...held.slice(0, Math.ceil(steps / 4)));

  const of = <Measured>(all: readonly Measured[], pick: (one: Measured) => number): number => median(all.map(pick));
  const rowOf = (what: string, all: readonly Load[], single: readonly Load[]): Row => ({
    what,
    'photos/s': of(all, (one) => one.perSecond),
    'of bare': median(all.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN))),
    'processor, ms a photo': of(all, ({ cpu }) => cpu),
    'alone p50, ms': of(single, ({ p50 }) => p50),
    'alone p99, ms': of(single, ({ p99 }) => p99),
  });
  const ratio = median(loaded.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN)));
  const cpuRatio = median(loaded.map(({ cpu }, round) => (bare[round]?.cpu ?? Number.NaN) / cpu));
  const gain = median(loaded.map(({ perSecond }, round) => perSecond / (unbatched[round]?.perSecond ?? Number.NaN)));
  const lonely = median(alone.batching.map(({ p50 }, round) => p50 - (alone.single[round]?.p50 ?? Number.NaN)));
  const rows: Row[] = [
    {
      what: 'bare session, batches of 8',
      'photos/s': of(bare, ({ perSecond }) => perSecond),
      'of bare': 1,
      'processor, ms a photo': of(bare, ({ cpu }) => cpu),
      'alone p50, ms': median(alone.direct),
    },
    rowOf(batching.name, loaded, alone.batching),
    rowOf(single.name, unbatched, alone.single),
    ...held.map((megabytes, step) => ({
      what: `memory after ${Math.ceil(count / steps) * (step + 1)} requests`,
      MB: Math.round(megabytes),
    })),
  ];
  report('serve', rows, [
    `${connections} connections, ${rounds} rounds by turns of ${amount} photos; every request answered with success`,
    `through HTTP ${(100 * ratio).toFixed(1)} % of the bare session; goal: at least ${100 * goal} %`,
    `by processor time, which other programs disturb less: ${(100 * cpuRatio).toFixed(1)} %`,
    `batches: ${(100 * (gain - 1)).toFixed(1)} % more photos a second under load; alone ${lonely.toFixed(1)} ms more; goal: at most 5 ms`,
    `growth of memory after the first quarter: ${growth.toFixed(0)} MB; goal: at most ${allowedMegabytes} MB`,
  ]);
  await model.close();
  process.exitCode = !quick && (ratio < goal || growth > allowedMegabytes) ? 1 : 0;
} finally {
  for (const { child } of servers) child.kill('SIGTERM');
  await rm(folder, { recursive: true });
}
