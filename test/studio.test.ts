import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { drain, fetchSamples, GraftError } from 'graft-ml';
import { expect, test } from 'vitest';
import { api } from '../src/studio/api.ts';
import type { ProjectState, StudioEvent } from '../src/studio/contract.ts';
import { childProcesses } from './child-processes.ts';
import { makeZip } from './fixtures/make-archive.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { makePhoto } from './fixtures/make-project.ts';
import { openTinyStudio, StudioClient } from './fixtures/studio-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');

/** A state in which all that is there was learned. */
const isLearned = ({ stale, training, runs }: ProjectState): boolean => !stale && training.state === 'idle' && runs.length > 0;

const isRun = (event: StudioEvent): event is Extract<StudioEvent, { type: 'run' }> => event.type === 'run';

/** Adds photos of a made-up class, as a page does. */
async function addPhotos(client: StudioClient, to: string, paths: readonly string[]): Promise<string[]> {
  const added = await Promise.all(
    paths.map(
      async (path) =>
        await client.ask(api.addFile, { query: { class: to, name: path.split(/[/\\]/).slice(-2).join('-') }, body: await readFile(path) }),
    ),
  );
  return added.flatMap(({ photos }) => photos);
}

test('from an empty folder to a classifier; a further class, a move, a removal and their undo are each learned', async () => {
  await using root = await temporaryFolder();
  const made = await makeDataset(join(root.path, 'made'), { classes: { red: 12, blue: 12, green: 12 }, size: 32 });
  await using open = await openTinyStudio(root.path, { autoTrain: true });
  const { client } = open;
  using events = await client.follow();
  await events.untilState(({ training }) => training.state === 'lacking');
  const classes: string[] = [];
  for (const name of ['red', 'blue']) classes.push((await client.ask(api.addClass, { body: { name } })).id);
  const [red = '', blue = ''] = classes;
  const reds = await addPhotos(client, red, made.slice(0, 12));
  await addPhotos(client, blue, made.slice(12, 24));
  await events.untilState((state) => isLearned(state) && state.runs[0]?.classes.every(({ photos }) => photos === 12) === true);
  expect(events.state.runs[0]).toMatchObject({
    classes: [{ name: 'blue' }, { name: 'red' }],
    measure: { images: 24, accuracy: expect.closeTo(1, 1) },
  });
  expect(events.state.judgements).toHaveLength(24);

  const green = await client.ask(api.addClass, { body: { name: 'green' } });
  await addPhotos(client, green.id, made.slice(24));
  await events.untilState((state) => isLearned(state) && state.runs[0]?.classes.length === 3 && state.runs[0].measure?.images === 36);

  // A photo in the wrong class is seen through by a head that did not learn from it; nothing is computed for that, nor for its way back.
  const [moved = ''] = reds;
  const runs = events.state.runs.length;
  await client.ask(api.movePhotos, { body: { photos: [moved], to: green.id } });
  await events.untilState((state) => isLearned(state) && state.runs.length > runs && state.runs[0]?.classes[2]?.photos === 11);
  expect(events.state.runs[0]).toMatchObject({ computed: 0, classes: [{ photos: 12 }, { photos: 13 }, { photos: 11 }] });
  expect(events.state.judgements.find(({ photo }) => photo === moved)).toMatchObject({ predicted: red });
  await client.ask(api.undo, { body: { operation: events.state.undo[0]?.id ?? '' } });
  await events.untilState((state) => isLearned(state) && state.runs[0]?.classes[2]?.photos === 12);
  expect(events.state.runs[0]).toMatchObject({ computed: 0 });

  await client.ask(api.removePhotos, { body: { photos: reds } });
  await events.untilState((state) => isLearned(state) && state.runs[0]?.classes.length === 2); // what has no photos takes no part
  expect(await readdir(join(open.folder, 'red'))).toEqual([]);
  await client.ask(api.undo, { body: { operation: events.state.undo[0]?.id ?? '' } });
  await events.untilState((state) => isLearned(state) && state.photos.length === 36);
  expect(await readdir(join(open.folder, 'red'))).toHaveLength(12);
  const verdict = await client.ask(api.try, { body: await readFile(made[0] ?? '') });
  expect(verdict.classes[0]).toMatchObject({ class: red, probability: expect.closeTo(1, 0) });
});

test('two event streams see the same, and two that move the same photos at once lose none', async () => {
  await using root = await temporaryFolder();
  await makeDataset(join(root.path, 'photos'), { classes: { a: 30, b: 1, c: 1 }, size: 16 });
  await using open = await openTinyStudio(root.path);
  const other = await StudioClient.enter(open.studio.newAddress());
  using one = await open.client.follow();
  using two = await other.follow();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => one.state.classes.find((each) => each.name === name)?.id ?? '') as [
    string,
    string,
    string,
  ]; // three of three
  const photos = one.state.photos.filter((photo) => photo.class === a).map(({ id }) => id);
  await Promise.all([
    open.client.ask(api.movePhotos, { body: { photos, to: b } }),
    other.ask(api.movePhotos, { body: { photos: photos.toReversed(), to: c } }),
    open.client.ask(api.changeClass, { body: { class: a, name: 'emptied' } }),
    other.ask(api.changeClass, { body: { class: b, colour: '#010203' } }),
  ]);
  const settled = ({ classes, undo }: ProjectState): boolean =>
    undo.length === 3 && classes.some(({ name }) => name === 'emptied') && classes.some(({ colour }) => colour === '#010203');
  await Promise.all([one.untilState(settled), two.untilState(settled)]);
  const told = (seen: readonly StudioEvent[]): StudioEvent[] => seen.slice(1).filter(({ type }) => type !== 'training');
  expect(told(two.seen)).toEqual(told(one.seen));
  expect(two.state.photos.toSorted((x, y) => (x.id < y.id ? -1 : 1))).toEqual(one.state.photos.toSorted((x, y) => (x.id < y.id ? -1 : 1)));
  const counts = [a, b, c].map((id) => one.state.photos.filter((photo) => photo.class === id).length);
  expect(counts[0]).toBe(0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(32);
  const files = await Promise.all(['emptied', 'b', 'c'].map((name) => readdir(join(open.folder, name))));
  expect(files.map(({ length }) => length)).toEqual(counts);
  // Whoever came first can be taken back, too, and what came after stands.
  for (const { id } of one.state.undo) await open.client.ask(api.undo, { body: { operation: id } });
  expect((await Promise.all(['a', 'b', 'c'].map((name) => readdir(join(open.folder, name))))).flat()).toHaveLength(32);
});

test('a server that is closed in the middle of a training goes on from what was computed', async () => {
  await using root = await temporaryFolder();
  const total = 240;
  await makeDataset(join(root.path, 'photos'), { classes: { a: total / 2, b: total / 2 }, size: 200 });
  const first = await openTinyStudio(root.path, { autoTrain: true });
  using before = await first.client.follow();
  await before.untilState(({ photos }) => photos.filter(({ state }) => state === 'ready').length >= 24);
  const ready = before.state.photos.filter(({ state }) => state === 'ready').length;
  expect(before.state.runs).toEqual([]);
  await first.studio.close();
  await using second = await openTinyStudio(root.path);
  using after = await second.client.follow();
  const { run } = await after.until(isRun);
  expect(run.classes.map(({ photos }) => photos)).toEqual([total / 2, total / 2]);
  expect(run.computed).toBeLessThanOrEqual(total - ready);
  expect(run.computed).toBeGreaterThan(0);
});

test('a network process that is killed is started anew; the training goes on, and Studio answers meanwhile', async () => {
  await using root = await temporaryFolder();
  await makeDataset(join(root.path, 'photos'), { classes: { a: 60, b: 60 }, size: 200 });
  await using open = await openTinyStudio(root.path, { autoTrain: true });
  using events = await open.client.follow();
  await events.untilState(({ photos }) => photos.some(({ state }) => state === 'ready'));
  const children = childProcesses('session-child');
  expect(children.length).toBeGreaterThan(0);
  for (const pid of children) process.kill(pid, 'SIGKILL');
  expect((await open.client.ask(api.trash)).batches).toEqual([]);
  const { training } = await events.untilState((state) => isLearned(state) || state.training.state === 'failed');
  if (training.state === 'failed') {
    // It is told, and asking once more is enough.
    expect(training.problem).toMatchObject({ code: 'RUNTIME_FAILED', hint: expect.stringMatching(/\w/) });
    await open.client.ask(api.train, { body: {} });
    await events.untilState(isLearned);
  }
  expect(events.state.runs[0]?.measure?.images).toBe(120);
});

/** `graft studio`, as a user starts it. */
async function graftStudio(
  folder: string,
  cache: string,
  args: readonly string[] = [],
): Promise<{ child: ChildProcess; client: StudioClient }> {
  const child = spawn(process.execPath, [main, 'studio', folder, '--no-open', '--port', '0', '--json', ...args], {
    env: { ...process.env, GRAFT_CACHE_DIR: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { address } = JSON.parse(line.toString());
  return { child, client: await StudioClient.enter(address) };
}

test('a server that is killed in the middle of uploads leaves nothing half-written, and the next one goes on', async () => {
  await using root = await temporaryFolder();
  await (await openTinyStudio(root.path)).studio.close(); // settings and backbone
  const [folder, cache] = [join(root.path, 'photos'), join(root.path, 'cache')];
  const photos = new Map<string, Uint8Array>(
    await Promise.all(Array.from({ length: 40 }, async (_, at) => [`${at}.jpg`, await makePhoto(at)] as const)),
  );
  const { child, client } = await graftStudio(folder, cache);
  const { id } = await client.ask(api.addClass, { body: { name: 'cat' } });
  // A zip file that is still on its way, and photos one by one.
  const zip = makeZip([...photos].map(([name, content]) => ({ name: `dog/${name}`, content })));
  const unfinished = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(zip.subarray(0, zip.length / 2))),
  });
  const upload = fetch(`${client.url}${api.addFile.path}?name=a.zip`, {
    method: 'POST',
    headers: { cookie: client.cookie },
    body: unfinished,
    duplex: 'half',
  }).catch(() => 'cut');
  const singles = [...photos].map(([name, body]) => client.ask(api.addFile, { query: { class: id, name }, body }).catch(() => undefined));
  await Promise.race(singles.slice(3));
  await expect.poll(() => readdir(join(folder, '.graft-studio', 'incoming')).then(({ length }) => length)).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await Promise.allSettled([upload, ...singles]);

  const next = await graftStudio(folder, cache);
  try {
    using events = await next.client.follow();
    const names = await readdir(join(folder, 'cat'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names)
      expect(new Uint8Array(await readFile(join(folder, 'cat', name)))).toEqual(new Uint8Array(photos.get(name) ?? []));
    expect(events.state.photos.map((photo) => photo.name).sort()).toEqual(names.sort());
    expect((await readdir(folder)).sort()).toEqual(['.graft-studio', 'cat']);
    expect(await readdir(join(folder, '.graft-studio', 'incoming')).catch(() => [])).toEqual([]);
    await addOne(next.client, events.state.classes[0]?.id ?? '');
    // The page that was open goes on with the cookie that it has, where the port is the same: the key is kept.
    expect(next.client.cookie.split('=')[1]).toBe(client.cookie.split('=')[1]);
  } finally {
    next.child.kill('SIGINT');
    await once(next.child, 'exit');
  }
});

async function addOne(client: StudioClient, to: string): Promise<void> {
  expect((await client.ask(api.addFile, { query: { class: to, name: 'after.jpg' }, body: await makePhoto(77) })).photos).toHaveLength(1);
}

test('graft demo --studio copies the sample photos where nothing is, and opens Studio on them', async (context) => {
  const samples = await drain(fetchSamples('foods')).catch((error: unknown) => {
    if (error instanceof GraftError && error.code === 'DOWNLOAD_FAILED') return undefined;
    throw error;
  });
  if (samples === undefined) return context.skip('the registry cannot be reached');
  await using root = await temporaryFolder();
  const cache = join(root.path, 'cache');
  await mkdir(join(cache, 'samples'), { recursive: true });
  await cp(samples, join(cache, 'samples', 'foods'), { recursive: true });
  const demo = async (): Promise<{ folder: string; said: string }> => {
    const child = spawn(process.execPath, [main, 'demo', '--studio', '--no-open', '--json'], {
      cwd: root.path,
      env: { ...process.env, GRAFT_CACHE_DIR: cache },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGINT');
    await once(child, 'exit');
    return { folder: JSON.parse(line.toString()).folder, said };
  };
  const first = await demo();
  expect(first).toEqual({ folder: 'graft-demo-photos', said: expect.stringContaining('Copied the sample photos') });
  const project = join(root.path, 'graft-demo-photos');
  expect((await readdir(project)).filter((name) => !name.startsWith('.')).sort()).toEqual(
    (await readdir(samples)).filter((name) => !name.startsWith('.')).sort(),
  );
  await writeFile(join(project, 'mine.txt'), 'mine');
  expect((await demo()).said).toContain('stays as it is');
  expect(await readFile(join(project, 'mine.txt'), 'utf8')).toBe('mine');
});
