/**
 * A day's work in one process: 200,000 predictions, 20,000 requests to a server, 5,000 trainings of a small set; then 5,000 sounds of five formats,
 * 1,000 shards of a queue by one worker, and 2,000 photos that come to an open Studio and go; all with a tiny network, in the real runtime. At each
 * tenth, after a collection of garbage: memory, heap, open files, threads, handles. They must settle, not grow.
 *
 * Usage: npx tsx --conditions=graft-source bench/soak.ts [--quick: a tenth of it] [--only sounds,studio]
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getActiveResourcesInfo, memoryUsage, pid } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Backbone, loadModel, train } from 'graft-ml';
import { serve } from 'graft-ml/server';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { makeHostileFile } from '../test/fixtures/make-hostile-file.ts';
import { redisMissing } from '../test/fixtures/redis-server.ts';
import { tinyBackbone } from '../test/fixtures/tiny-backbone.ts';
import { tinySoundModel } from '../test/fixtures/tiny-sounds.ts';
import { predictByTurns } from './predict-by-turns.ts';
import { processTree } from './process-tree.ts';
import { quick, type Row, report } from './report.ts';
import { openUsedStudio } from './soak/use-studio.ts';
import { holdWorker } from './soak/work-shards.ts';

const part = quick ? 0.1 : 1;
const tenths = 10;
/** Code is compiled and the allocator's arenas fill in the first three; the slope is that of the rest. */
const settled = 3;
const requestsAtOnce = 8;
/** What may come on top between the end of the third tenth and that of the last, in MiB. */
const allowed = { memory: 40, heap: 4 };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag before puts there

/** What the process holds. */
interface Held {
  readonly memory: number;
  /** The part of it that is no file's: what the process itself asked for. NaN where the system does not tell. */
  readonly anonymous: number;
  readonly children: number;
  readonly heap: number;
  readonly files: number;
  /** Without libvips's, which keeps some that wait for work and lets them go: between 12 and 21 were seen with them. */
  readonly threads: number;
  readonly handles: number;
}

/** The names of the process's threads. */
async function threadNames(): Promise<string[]> {
  const threads = await readdir('/proc/self/task').catch(() => []); // Linux alone has it
  return await Promise.all(threads.map((thread) => readFile(`/proc/self/task/${thread}/comm`, 'utf8').catch(() => ''))); // one may have ended
}

async function look(): Promise<Held> {
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50)); // finalizers run between turns
  }
  const { rss, heapUsed, external } = memoryUsage();
  const rollup = await readFile('/proc/self/smaps_rollup', 'utf8').catch(() => '');
  return {
    memory: rss / 2 ** 20,
    anonymous: Number(/^Anonymous:\s+(\d+)/m.exec(rollup)?.[1] ?? Number.NaN) / 1024,
    children: (await processTree(pid)).residentMegabytes - rss / 2 ** 20,
    heap: (heapUsed + external) / 2 ** 20,
    files: (await readdir('/proc/self/fd').catch(() => [])).length,
    threads: (await threadNames()).filter((name) => !name.startsWith('libvips')).length,
    handles: getActiveResourcesInfo().length,
  };
}

/** The slope of a line through values at 0, 1, 2, …, and its standard error. */
function slopeOf(values: readonly number[]): { readonly slope: number; readonly error: number } {
  const n = values.length;
  const [meanX, meanY] = [(n - 1) / 2, values.reduce((sum, value) => sum + value, 0) / n];
  const [xx, xy] = values.reduce(([x, y], value, at) => [x + (at - meanX) ** 2, y + (at - meanX) * (value - meanY)], [0, 0]);
  const slope = xy / xx;
  const rest = values.reduce((sum, value, at) => sum + (value - meanY - slope * (at - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (n - 2) / xx) };
}

const rows: Row[] = [];
const notes: string[] = [];
let grew = false;

/** Does a kind of work in tenths and looks after each. @param work Does so many, from a number on. */
async function soak(what: string, total: number, work: (count: number, from: number) => Promise<void>): Promise<void> {
  const each = Math.ceil((part * total) / tenths);
  const seen: Held[] = [];
  const started = performance.now();
  for (let tenth = 0; tenth < tenths; tenth++) {
    await work(each, tenth * each);
    const held = await look();
    seen.push(held);
    const { memory, anonymous, children, heap, ...counts } = held;
    rows.push({
      what,
      done: (tenth + 1) * each,
      'memory, MiB': memory.toFixed(1),
      'of no file, MiB': anonymous.toFixed(1),
      'children, MiB': children.toFixed(1),
      'heap, MiB': heap.toFixed(2),
      ...counts,
    });
    console.log(JSON.stringify(rows.at(-1)));
  }
  const [first, last] = [seen[settled - 1], seen.at(-1)];
  if (first === undefined || last === undefined) return;
  const tell = (name: 'memory' | 'heap'): string => {
    const { slope, error } = slopeOf(seen.slice(settled - 1).map((held) => held[name]));
    // More than chance, and more than an allocator's habits.
    if (last[name] - first[name] > allowed[name] && slope > 2 * error) grew = true;
    return `${name} ${((1024 * slope) / each).toFixed(3)} ± ${((1024 * error) / each).toFixed(3)} KiB each`;
  };
  const counts = (['files', 'threads', 'handles'] as const).map((name) => {
    if (last[name] > first[name] + 2) grew = true;
    return `${name} ${first[name]} -> ${last[name]}`;
  });
  const seconds = (performance.now() - started) / 1000;
  notes.push(`${tenths * each} ${what} in ${seconds.toFixed(0)} s: ${tell('memory')}, ${tell('heap')}; ${counts.join(', ')}`);
}

/** Asks a server so often, over a few connections; every tenth request is none that it answers. */
async function request(url: string, photo: Buffer, count: number): Promise<void> {
  let left = count;
  const body = new Uint8Array(photo);
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const fails = left % 10 === 0;
      const headers = { 'content-type': 'image/jpeg' };
      const answer = await fetch(`${url}/v1/models/soak/predict`, { method: 'POST', headers, body: fails ? body.subarray(0, 100) : body });
      await answer.arrayBuffer();
      if (answer.ok === fails) throw new Error(`The server answered ${answer.status}.`);
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, client));
}

/** Trains and forgets; each tenth time on a copy of the network's features that is not kept. */
async function trainOften(data: string, backbone: Backbone, cacheFolder: string, count: number, from: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const { model } = await train({ data, backbone, cacheFolder, seed: from + at, keepFeatures: at % 10 !== 0, folds: 2 });
    await model.close();
  }
}

const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',') ?? [];
const wanted = (what: string): boolean => !process.argv.includes('--only') || only.includes(what);
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const data = join(folder, 'photos');
  const pictures = await makeDataset(data, { classes: { one: 8, two: 8 }, size: 32 });
  const broken = join(folder, 'broken.jpg');
  await writeFile(broken, await makeHostileFile('truncated-jpeg'));
  const cacheFolder = join(folder, 'cache');
  const backbone = await tinyBackbone(join(folder, 'tiny.tflite'), cacheFolder);
  const bundle = join(folder, 'soak.graft');
  await (await train({ data, backbone, cacheFolder })).model.save(bundle);
  if (wanted('predictions')) {
    await using model = await loadModel(bundle);
    await soak('predictions', 200_000, (count) => predictByTurns(model, pictures, broken, count));
  }
  if (wanted('requests')) {
    await using server = await serve({ models: [bundle], port: 0, watch: false });
    const photo = await readFile(pictures[0] ?? '');
    await soak('requests', 20_000, (count) => request(server.url, photo, count));
  }
  if (wanted('trainings')) await soak('trainings', 5000, (count, from) => trainOften(data, backbone, cacheFolder, count, from));
  if (wanted('sounds')) {
    const place = join(folder, 'sounds');
    await mkdir(place);
    await using model = await loadModel(await tinySoundModel(place));
    const tones = ['wav', 'flac', 'mp3', 'ogg', 'opus'].map((format) =>
      format === 'wav' ? join(place, 'sounds', 'tone', '0.wav') : join(import.meta.dirname, `../test/fixtures/sounds/tone.${format}`),
    );
    const half = join(folder, 'half.ogg');
    await writeFile(half, (await readFile(tones[3] ?? '')).subarray(0, 200));
    await soak('sounds', 5000, (count) => predictByTurns(model, tones, half, count));
  }
  if (wanted('shards')) {
    const missing = redisMissing();
    if (missing !== undefined) notes.push(`No shards: ${missing}.`);
    else {
      const photos = join(folder, 'many');
      await makeDataset(photos, { classes: { one: 200, two: 200 }, size: 32 });
      const place = join(folder, 'queue');
      await mkdir(place);
      await using worker = await holdWorker({ photos, backbone: join(folder, 'tiny.tflite'), cacheFolder, folder: place });
      await soak('shards', 1000, (count) => worker.work(count));
    }
  }
  if (wanted('studio')) {
    const place = join(folder, 'studio');
    await mkdir(place);
    await using studio = await openUsedStudio(place);
    await soak('studio', 2000, (count) => studio.use(count));
  }
  report('soak', rows, [...notes, grew ? 'Something grew.' : 'Nothing grew.']);
  process.exitCode = grew ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}
