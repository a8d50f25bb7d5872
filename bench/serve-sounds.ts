/**
 * What do served sounds cost? One-second clips a second through `graft serve` under load, one alone, and how long a health check waits at
 * most while a file of ten minutes is decoded: MP3, the slowest form for its length, and WAV.
 *
 * Usage: npx tsx --conditions=graft-source bench/serve-sounds.ts [--quick] [--model digits.graft] [--rounds 3] [--amount 120]
 *
 * Fails where a health check waits for longer than 50 ms at the 99th percentile, and the machine has little else to do.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../src/tensor/median.ts';
import { makeTone, makeWav } from '../test/fixtures/make-wav.ts';
import { tinySoundModel } from '../test/fixtures/tiny-sounds.ts';
import { loadServer } from './load-server.ts';
import { processTree } from './process-tree.ts';
import { quick, type Row, report } from './report.ts';
import { type Served, startServer } from './start-server.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    model: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    amount: { type: 'string', default: '120' },
  },
});
const rounds = quick ? 1 : Number(asked.rounds);
const amount = quick ? 12 : Number(asked.amount);
const connections = quick ? 4 : 16;
/** Ten minutes, or a few seconds. */
const seconds = quick ? 10 : 600;
const longestWaitMs = 50;

/** Asks for the server's health again and again while it works. @returns How long each answer took, in milliseconds */
async function healthDuring({ url }: Served, work: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) {
    const started = performance.now();
    await (await fetch(`${url}/health`)).arrayBuffer();
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await work;
  return times.toSorted((a, b) => a - b);
}

async function predict({ url }: Served, body: Buffer, type: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${url}/v1/models/bench/predict`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': type },
  });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
  return performance.now() - started;
}

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
let served: Served | undefined;
try {
  const bundle = asked.model ?? (await tinySoundModel(folder));
  served = await startServer('sounds', bundle, '--max-sound', '900', '--timeout', '300');
  const server = served;
  const clips = Array.from({ length: 16 }, (_, at) => Buffer.from(makeWav(makeTone(200 + 50 * at, 1, 8000), 8000)));
  const type = 'audio/wav';
  await loadServer(server, clips, { type, connections, amount: connections }); // warm
  const loads = [];
  const alone = [];
  for (let round = 0; round < rounds; round++) {
    loads.push(await loadServer(server, clips, { type, connections, amount }));
    alone.push(await loadServer(server, clips, { type, connections: 1, amount: Math.ceil(amount / 4) }));
  }
  const { residentMegabytes } = await processTree(server.child.pid ?? 0);

  // Frames of MP3 stand for themselves: the same half second again and again is a long file.
  const mp3 = await readFile(new URL('../test/fixtures/sounds/tone.mp3', import.meta.url));
  const long = [
    ['MP3', Buffer.concat(Array.from({ length: 2 * seconds }, () => mp3)), 'audio/mpeg'],
    ['WAV', Buffer.from(makeWav(makeTone(440, seconds, 22_050), 22_050)), 'audio/wav'],
  ] as const;
  const rows: Row[] = [];
  const waits: number[] = [];
  for (const [form, body, mediaType] of long) {
    const work = predict(server, body, mediaType);
    const times = await healthDuring(server, work);
    waits.push(times[Math.floor(0.99 * times.length)] ?? 0);
    rows.push({
      what: `${form} of ${seconds} s`,
      'ms to the answer': Math.round(await work),
      'health checks': times.length,
      'p50, ms': median(times),
      'p99, ms': times[Math.floor(0.99 * times.length)] ?? 0,
      'longest, ms': times.at(-1) ?? 0,
    });
  }
  report('serve-sounds', rows, [
    `one-second clips: ${median(loads.map(({ perSecond }) => perSecond)).toFixed(1)} a second by ${connections}, ${median(loads.map(({ cpu }) => cpu)).toFixed(0)} ms of processor each, client included; alone ${median(alone.map(({ p50 }) => p50)).toFixed(0)} ms (median), ${median(alone.map(({ p99 }) => p99)).toFixed(0)} ms (99 %)`,
    `memory of all processes: ${residentMegabytes.toFixed(0)} MB`,
    `goal: a health check waits for ${longestWaitMs} ms at most while a long file is decoded`,
  ]);
  const isQuiet = (loadavg()[0] ?? 0) < 6;
  process.exitCode = !quick && isQuiet && Math.max(...waits) > longestWaitMs ? 1 : 0;
} finally {
  served?.child.kill('SIGTERM');
  await rm(folder, { recursive: true });
}
