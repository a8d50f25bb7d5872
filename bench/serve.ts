/**
 * What does HTTP cost, and what do batches gain? Photos a second through `graft serve` under load against the bare session,
 * by turns in one run; latency alone, with batches and without; memory over thousands of requests (of a tiny network, so that
 * they take a minute). Beside the rates stands the processor time of a photo, of all processes together, the client's among
 * them: a machine that does other things disturbs it less.
 *
 * Usage: npx tsx bench/serve.ts [--quick] [--rounds 5] [--amount 160] [--count 10000] [--connections 16]
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
import { median } from '../src/tensor/median.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { tinyModel } from '../test/fixtures/tiny-model.ts';
import { benchPhotos } from './photos.ts';
import { processTree } from './process-tree.ts';
import { quick, type Row, report } from './report.ts';

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

/** What a load gave. */
interface Load {
  readonly perSecond: number;
  /** Milliseconds of all processors for a photo: the server's, its network's, the client's. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Puts load on a server; every answer must be a success. The rate is that between the first answers, one a connection, and
 * the last: neither the start counts nor what an end by the clock would leave unanswered. The processor time is of all.
 */
async function load({ url, child }: Served, photos: readonly Buffer[], how: { connections: number; amount: number }): Promise<Load> {
  const [before, own] = [await processTree(child.pid ?? 0), process.cpuUsage()];
  const times: number[] = [];
  const options = {
    ...how,
    url: `${url}/v1/models/bench/predict?top=1`,
    requests: photos.map((body) => ({ method: 'POST' as const, body, headers: { 'content-type': 'image/jpeg' } })),
    timeout: 60,
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error: unknown, done) => (error === null ? resolve(done) : reject(error)));
    instance.on('response', () => times.push(performance.now()));
  });
  if (result.non2xx + result.errors + result.timeouts > 0)
    throw new Error(`${result.non2xx} answers were no success, ${result.errors} requests failed, ${result.timeouts} timed out.`);
  const [after, { user, system }] = [await processTree(child.pid ?? 0), process.cpuUsage(own)];
  const [first = 0, last = 0] = [times[how.connections - 1], times.at(-1)];
  const cpu = (1000 * (after.cpuSeconds - before.cpuSeconds) + (user + system) / 1000) / how.amount;
  return { perSecond: (1000 * (times.length - how.connections)) / (last - first), cpu, p50: result.latency.p50, p99: result.latency.p99 };
}

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
  const batching = await serve('batches of up to 8', bundle);
  servers.push(batching);
  const single = await serve('no batches', bundle, '--max-batch', '1');
  servers.push(single);
  for (const server of servers) await load(server, photos, { connections, amount: connections }); // warm

  const bare: { perSecond: number; cpu: number }[] = [];
  const loaded: Load[] = [];
  const unbatched: Load[] = [];
  const alone = { direct: [] as number[], batching: [] as Load[], single: [] as Load[] };
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareRate(session, preprocessing, picture));
    loaded.push(await load(batching, photos, { connections, amount }));
    unbatched.push(await load(single, photos, { connections, amount }));
    alone.direct.push(...(await directly(session, preprocessing, photos)));
    alone.batching.push(await load(batching, photos, { connections: 1, amount: aloneRequests }));
    alone.single.push(await load(single, photos, { connections: 1, amount: aloneRequests }));
  }

  const tiny = await serve('tiny', (await tinyModel(folder, 'tiny', ['red', 'blue'])).folder);
  servers.push(tiny);
  const steps = quick ? 2 : 20;
  const held: number[] = [];
  for (let step = 0; step < steps; step++) {
    await load(tiny, photos, { connections, amount: Math.max(connections, Math.ceil(count / steps)) });
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
