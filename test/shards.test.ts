import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { computeFeatures, drain, loadModel, train, trainOnShards } from 'graft-ml';
import { queueFeaturesEvents, runWorkerEvents, ShardQueue, type WorkerEvent } from 'graft-ml/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { openWay, redisMissing, startRedis } from './fixtures/redis-server.ts';
import { startWorker } from './fixtures/shard-worker.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');
let folder: TemporaryFolder;
const at = (...parts: string[]): string => join(folder.path, ...parts);
const environment = (): Record<string, string> => ({ GRAFT_CACHE_DIR: at('cache') });
const options = (to: string) => ({ data: at('photos'), to: at(to), backbone: at('tiny.tflite'), shardSize: 20, cacheFolder: at('cache') });

function graft(...args: string[]): { code: number | null; out: string; err: string } {
  const env = { ...process.env, ...environment() };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder.path, env, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** What a store has computed, by shard. */
async function featuresIn(store: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(at(store, 'features'))).toSorted();
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await readFile(at(store, 'features', name))).toString('base64')] as const)),
  );
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await tinyBackbone(at('tiny.tflite'), at('cache'));
  await makeDataset(at('photos'), { classes: { dots: 90, stripes: 90 }, size: 32 });
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

test('what is in the store is not computed again; a photo that comes, goes or changes is its own shard’s business', async () => {
  const first = await computeFeatures({ ...options('alone'), keepFeatures: false });
  expect(first).toMatchObject({ computed: 180, shardsThere: 0, skipped: [] });
  const shards = first.set.shards.length;
  expect(shards).toBeGreaterThan(5);
  const before = await featuresIn('alone');
  expect(await computeFeatures({ ...options('alone'), keepFeatures: false })).toMatchObject({ computed: 0, shardsThere: shards });

  await cp(at('photos'), at('more'), { recursive: true });
  await cp(at('alone'), at('grown'), { recursive: true });
  const [some = ''] = await readdir(at('more', 'dots'));
  await cp(at('more', 'stripes', (await readdir(at('more', 'stripes')))[40] ?? ''), at('more', 'dots', `${some}-new.png`));
  const grown = await computeFeatures({ ...options('grown'), data: at('more'), replace: true, keepFeatures: false });
  expect(grown.computed).toBeGreaterThan(0);
  expect(grown.computed).toBeLessThan(62); // one shard has three times the usual twenty at most, and the new photo
  expect(grown.shardsThere).toBeGreaterThanOrEqual(shards - 1);
  const after = await featuresIn('grown');
  for (const [name, bytes] of before) expect(after.get(name)).toBe(bytes);
});

test('a store of another backbone or of other photos is not written over', async () => {
  await makeDataset(at('others'), { classes: { dots: 2, stripes: 2 }, size: 32 });
  await expect(computeFeatures({ ...options('alone'), data: at('others') })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await expect(computeFeatures({ ...options('alone'), fit: 'pad' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

test('workers that are killed, a Redis that restarts and a network that is cut change no byte of the features', async ({ skip }) => {
  const missing = redisMissing();
  if (missing !== undefined) return skip(missing);
  await using redis = await startRedis(folder.path);
  await using way = await openWay(redis.port);
  const { set, queued } = await drain(queueFeaturesEvents({ ...options('many'), queue: redis.url }));
  const shards = set.shards.length;
  expect(queued).toBe(shards);
  const start = (queue: string) => startWorker(queue, environment(), ['--lost-after', '4']);
  const [doomed, cutOff] = [start(redis.url), start(`redis://127.0.0.1:${way.port}`)];
  await doomed.said('shard-start');
  doomed.child.kill('SIGKILL');
  expect((await doomed.ended).signal).toBe('SIGKILL');
  await cutOff.said('shard-start');
  way.cut();
  await redis.restart();
  const third = start(redis.url);
  await third.said('shard-start').catch(() => {}); // the one that was cut off may have been quicker
  way.heal();
  for (const worker of [cutOff, third]) expect((await worker.ended).code).toBe(0);

  const many = await featuresIn('many');
  expect(many.size).toBe(shards);
  expect(many).toEqual(await featuresIn('alone'));
  const status = graft('queue', 'status', '--queue', redis.url, '--json');
  expect(JSON.parse(status.out)).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0, completed: shards });
});

test('a shard that fails three times is set aside and named, and queued again when it is asked for', async ({ skip }) => {
  const missing = redisMissing();
  if (missing !== undefined) return skip(missing);
  await using redis = await startRedis(at('cache'));
  await makeDataset(at('few'), { classes: { dots: 3, stripes: 3 }, size: 32 });
  const plan = { ...options('aside'), data: at('few'), shardSize: 1000, queue: redis.url };
  await drain(queueFeaturesEvents(plan));
  const [photo = ''] = await readdir(at('few', 'dots'));
  const bytes = await readFile(at('few', 'dots', photo));
  await rm(at('few', 'dots', photo));
  const work = async (): Promise<readonly WorkerEvent[]> => {
    const events: WorkerEvent[] = [];
    await drain(runWorkerEvents({ queue: redis.url, untilEmpty: true, keepFeatures: false, cacheFolder: at('cache') }), (event) => {
      events.push(event);
    });
    return events;
  };
  const failures = (await work()).flatMap((event) => (event.type === 'shard-failed' ? [event.setAside] : []));
  expect(failures).toEqual([false, false, true]);
  await using queue = await ShardQueue.open(redis.url);
  expect(await queue.status()).toMatchObject({ failed: 1, setAside: [{ attempts: 3, reason: expect.stringContaining(photo) }] });
  await expect(trainOnShards({ store: at('aside'), cacheFolder: at('cache') })).rejects.toMatchObject({ code: 'SHARDS_MISSING' });

  await writeFile(at('few', 'dots', photo), bytes);
  expect(await drain(queueFeaturesEvents(plan))).toMatchObject({ queued: 1, shardsThere: 0 });
  await work();
  expect(await readdir(at('aside', 'features'))).toHaveLength(1);
});

test('a queue that is not there is told, with its password left out', async () => {
  const error = await ShardQueue.open('redis://:secret@127.0.0.1:1').then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toMatchObject({ code: 'QUEUE_UNREACHABLE', message: expect.not.stringContaining('secret') });
});

test('graft train learns from the store as from the photos', async () => {
  const { code, out } = graft('train', 'alone', '--out', 'shards.graft', '--memory', '256', '--json');
  expect(code).toBe(0);
  const fromShards = JSON.parse(out) as { images: number; crossValidation: { accuracy: number } }; // ours
  expect(fromShards).toMatchObject({ images: 180, classes: ['dots', 'stripes'], split: { by: 'hash' } });
  const { data, backbone, cacheFolder } = options('alone');
  const fromPhotos = await train({ data, backbone, cacheFolder });
  await using _trained = fromPhotos.model;
  expect(Math.abs(fromShards.crossValidation.accuracy - (fromPhotos.crossValidation?.accuracy ?? 0))).toBeLessThan(0.05);
  await using model = await loadModel(at('shards.graft'));
  const [photo = ''] = await readdir(at('photos', 'dots'));
  expect((await model.predict([at('photos', 'dots', photo)]))[0]?.[0]?.label).toBe('dots');
  const { model: streamed, ...onDisk } = await trainOnShards({ store: at('alone'), memoryBytes: 2000, cacheFolder });
  await using _streamed = streamed;
  expect(onDisk).toMatchObject({ streamed: true, images: onDisk.counts.train + onDisk.counts.validation });
  expect(onDisk.validation?.accuracy).toBeGreaterThan(0.9);
  expect(streamed.manifest.head.fitted).toMatchObject({ streamed: true, passes: expect.any(Number) });
  await expect(trainOnShards({ store: at('alone'), head: 'mlp', memoryBytes: 2000, cacheFolder })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  await expect(trainOnShards({ store: at('photos'), cacheFolder })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
