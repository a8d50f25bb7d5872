/**
 * Studio from the outside, as its page uses it: how long until a change has become an accuracy.
 *
 * The program is started as a user starts it, on an empty folder and with no features known; the photos come over HTTP.
 *
 * Usage: npm run build && npx tsx --conditions=graft-source bench/studio.ts [--quick]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from 'graft-ml';
import { api } from '../src/studio/api.ts';
import type { ClassInfo } from '../src/studio/contract.ts';
import { median } from '../src/tensor/median.ts';
import { StudioClient } from '../test/fixtures/studio-client.ts';
import { benchPhotos } from './photos.ts';
import { quick, report } from './report.ts';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const perClass = quick ? 3 : 20;
const moves = quick ? 1 : 7;

/** The first three classes of the bench's photos, with as many photos each as are dropped in. */
async function photosByClass(): Promise<[string, string[]][]> {
  const classes = new Map<string, string[]>();
  for (const photo of await benchPhotos()) {
    const name = basename(dirname(photo));
    classes.set(name, [...(classes.get(name) ?? []), photo]);
  }
  const all = [...classes].filter(([, photos]) => photos.length >= perClass).slice(0, 3);
  return all.map(([name, photos]) => [name, photos.slice(0, perClass)]);
}

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
let program: ChildProcess | undefined;
try {
  // A cache that knows the backbone and no photo.
  for (const part of ['downloads', 'converted', 'precision.json']) {
    await cp(join(cacheFolder(), part), join(folder, 'cache', part), { recursive: true }).catch(() => {}); // what is missing is fetched
  }
  program = spawn(process.execPath, [main, 'studio', join(folder, 'photos'), '--no-open', '--json', '--port', '0'], {
    env: { ...process.env, GRAFT_CACHE_DIR: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (program.stdout === null) throw new Error('The program has no output.');
  const [line = ''] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
  const { address } = JSON.parse(line) as { address: string };
  const client = await StudioClient.enter(address);
  using events = await client.follow();
  await events.untilState(({ training }) => training.state === 'lacking'); // the backbone is loaded

  /** Seconds from before some work until the accuracy of so many photos is told. */
  const untilAccuracy = async (photos: number, work: () => Promise<unknown>): Promise<number> => {
    const before = events.state.runs.length;
    const started = performance.now();
    await work();
    await events.untilState(({ runs }) => runs.slice(0, runs.length - before).some(({ measure }) => measure?.images === photos));
    return (performance.now() - started) / 1000;
  };
  const drop = async (name: string, photos: readonly string[]): Promise<ClassInfo> => {
    const made = await client.ask(api.addClass, { body: { name } });
    const add = async (photo: string): Promise<unknown> =>
      client.ask(api.addFile, { query: { class: made.id, name: basename(photo) }, body: await readFile(photo) });
    await Promise.all(photos.map(add));
    return made;
  };

  const [first, second, third] = await photosByClass();
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are fewer than three classes of photos.');
  const classes: ClassInfo[] = [];
  const two = await untilAccuracy(2 * perClass, async () => {
    for (const [name, photos] of [first, second]) classes.push(await drop(name, photos));
  });
  const further = await untilAccuracy(3 * perClass, async () => classes.push(await drop(...third)));

  const seconds: number[] = [];
  for (let round = 0; round < moves; round++) {
    const [from, to] = [classes[round % 3], classes[(round + 1) % 3]];
    const photo = events.state.photos.find((one) => one.class === from?.id);
    if (photo === undefined || to === undefined) throw new Error('There is no photo to move.');
    seconds.push(await untilAccuracy(3 * perClass, () => client.ask(api.movePhotos, { body: { photos: [photo.id], to: to.id } })));
  }

  report('studio', [
    { what: `empty folder to a model of 2 x ${perClass} photos`, seconds: two, goal: 'under 10' },
    { what: `a further class of ${perClass} photos`, seconds: further, goal: 'under 3' },
    { what: `a photo moved to another class, median of ${moves}`, seconds: median(seconds), most: Math.max(...seconds), goal: 'under 0.5' },
  ]);
} finally {
  program?.kill('SIGTERM');
  if (program?.exitCode === null) await once(program, 'exit');
  await rm(folder, { recursive: true });
}
