/**
 * What does HTTP cost, and what do batches gain? Photos a second through `graft serve` under load against the bare session,
 * by turns in one run; latency alone, with batches and without; memory over thousands of requests.
 *
 * Usage: npx tsx bench/serve.ts [--quick] [--rounds 5] [--seconds 8] [--count 10000] [--connections 16]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { decodeImage, loadModel, train } from 'graft-ml';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../src/preprocessing/preprocessing.ts';
import { Session } from '../src/runtime/session.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { benchPhotos } from './photos.ts';
import { median, quick, type Row, report } from './report.ts';
import { residentMegabytes } from './resident-megabytes.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    count: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '16' },
  },
});
const rounds = quick ? 1 : Number(asked.rounds);
const seconds = quick ? 1 : Number(asked.seconds);
const count = quick ? 24 : Number(asked.count);
const connections = quick ? 4 : Number(asked.connections);
const aloneRequests = quick ? 3 : 40;
/** Of the bare session's rate, at least. */
const goal = 0.85;
/** What memory may grow by after the first quarter of the requests. */
const allowedMegabytes = 40;

/** A `graft serve` in a process of its own. */
interface Served {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
}

const root = fileURLToPath(new URL('..', import.meta.url));

async function serve(name: string, bundle: string, ...options: readonly string[]): Promise<Served> {
  const args = ['--import', 'tsx', '--conditions=graft-source', 'src/cli/main.ts', 'serve', `bench=${bundle}`, '--port', '0', ...options];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const record = JSON.parse(line) as { readonly msg: string; readonly url?: string }; // the server's log
    if (record.url === undefined) continue;
    child.stdout.resume();
    return { name, url: record.url, child };
  }
  throw new Error('The server did not start.');
}

/** Puts load on a server; every answer must be a success. */
async function load({ url }: Served, photos: readonly Buffer[], how: { connections: number; duration?: number; amount?: number }) {
  const result = await autocannon({
    ...how,
    url: `${url}/v1/models/bench/predict?top=1`,
    requests: photos.map((body) => ({ method: 'POST', body, headers: { 'content-type': 'image/jpeg' } })),
    timeout: 60,
  });
  if (result.non2xx + result.errors + result.timeouts > 0)
    throw new Error(`${result.non2xx} answers were no success, ${result.errors} requests failed, ${result.timeouts} timed out.`);
  return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

/** How many photos a second the network takes, eight at a time, pixels ready. */
async function bareRate(session: Session, { width, height }: Preprocessing, picture: Uint8Array): Promise<number> {
  const pixels = new Uint8Array(8 * picture.length);
  for (let row = 0; row < 8; row++) pixels.set(picture, row * picture.length);
  const started = performance.now();
  let done = 0;
  for (; performance.now() - started < 1000 * seconds; done += 8)
    await session.run({ pixels: tensor('uint8', [8, height, width, 3], pixels) });
  return (1000 * done) / (performance.now() - started);
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
  const batching = await serve('batches of up to 8', bundle, '--log-level', 'info');
  servers.push(batching);
  const single = await serve('no batches', bundle, '--max-batch', '1');
  servers.push(single);
  for (const server of servers) await load(server, photos, { connections, amount: connections }); // warm

  const rates = { bare: [] as number[], batching: [] as number[], single: [] as number[] };
  const alone = {
    direct: [] as number[],
    batching: [] as number[],
    single: [] as number[],
    batching99: [] as number[],
    single99: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    rates.bare.push(await bareRate(session, preprocessing, picture));
    rates.batching.push((await load(batching, photos, { connections, duration: seconds })).perSecond);
    rates.single.push((await load(single, photos, { connections, duration: seconds })).perSecond);
    alone.direct.push(median(await directly(session, preprocessing, photos)));
    const withBatches = await load(batching, photos, { connections: 1, amount: aloneRequests });
    const without = await load(single, photos, { connections: 1, amount: aloneRequests });
    alone.batching.push(withBatches.p50);
    alone.batching99.push(withBatches.p99);
    alone.single.push(without.p50);
    alone.single99.push(without.p99);
  }

  const steps = quick ? 2 : 20;
  const held: number[] = [];
  for (let step = 0; step < steps; step++) {
    await load(batching, photos, { connections, amount: Math.max(connections, Math.ceil(count / steps)) });
    held.push(await residentMegabytes(batching.child.pid ?? 0));
  }
  const settled = Math.max(...held.slice(0, Math.ceil(steps / 4)));
  const growth = (held.at(-1) ?? 0) - settled;

  const [bare, served, unbatched] = [median(rates.bare), median(rates.batching), median(rates.single)];
  const ratio = median(rates.batching.map((rate, round) => rate / (rates.bare[round] ?? Number.NaN)));
  const rows: Row[] = [
    { what: 'bare session, batches of 8', 'photos/s': bare, 'of bare': 1, 'alone p50, ms': median(alone.direct) },
    {
      what: batching.name,
      'photos/s': served,
      'of bare': ratio,
      'alone p50, ms': median(alone.batching),
      'alone p99, ms': median(alone.batching99),
    },
    {
      what: single.name,
      'photos/s': unbatched,
      'of bare': unbatched / bare,
      'alone p50, ms': median(alone.single),
      'alone p99, ms': median(alone.single99),
    },
    ...held.map((megabytes, step) => ({
      what: `memory after ${Math.ceil(count / steps) * (step + 1)} requests, MB`,
      memory: Math.round(megabytes),
    })),
  ];
  report('serve', rows, [
    `${connections} connections, ${rounds} rounds by turns of ${seconds} s; every request answered with success`,
    `through HTTP ${(100 * ratio).toFixed(1)} % of the bare session; goal: at least ${100 * goal} %`,
    `batches: ${(100 * (served / unbatched - 1)).toFixed(1)} % more photos a second under load; alone ${(median(alone.batching) - median(alone.single)).toFixed(1)} ms more; goal: at most 5 ms`,
    `growth of memory after the first quarter: ${growth.toFixed(0)} MB; goal: at most ${allowedMegabytes} MB`,
  ]);
  await model.close();
  process.exitCode = !quick && (ratio < goal || growth > allowedMegabytes) ? 1 : 0;
} finally {
  for (const { child } of servers) child.kill('SIGTERM');
  await rm(folder, { recursive: true });
}
