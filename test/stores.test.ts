import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { computeFeatures, drain, isFeatureStore, train, trainOnShards } from 'graft-ml';
import { queueFeaturesEvents, queueMetrics, runWorkerEvents, ShardQueue, serveMetrics, WorkerMetrics } from 'graft-ml/queue';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openObjectStore } from '../src/stores/open-object-store.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { redisMissing, startRedis } from './fixtures/redis-server.ts';
import { type S3Server, startS3, startWeb } from './fixtures/s3-server.ts';
import { startWorker } from './fixtures/shard-worker.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let storage: S3Server;
const at = (...parts: string[]): string => join(folder.path, ...parts);
const options = (data: string, to: string) => ({
  data,
  to,
  backbone: at('tiny.tflite'),
  shardSize: 10,
  cacheFolder: at('cache'),
  keepFeatures: false,
});
const secret = 'a secret that nobody is to see';

/** The tables of a store: their bytes do not tell where the photos lay. */
async function tablesIn(address: string): Promise<readonly string[]> {
  await using store = await openObjectStore(address);
  const tables: string[] = [];
  for await (const { name } of store.list?.('features/') ?? []) tables.push(Buffer.from(await store.read(name)).toString('base64'));
  return tables.toSorted();
}

beforeAll(async () => {
  folder = await temporaryFolder();
  storage = await startS3(at('bucket'), 'bucket');
  vi.stubEnv('AWS_ENDPOINT_URL', storage.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  vi.stubEnv('GRAFT_CACHE_DIR', at('cache'));
  await tinyBackbone(at('tiny.tflite'), at('cache'));
  await makeDataset(at('photos'), { classes: { dots: 20, stripes: 20 }, size: 32 });
  await using bucket = await openObjectStore('s3://bucket/photos');
  for (const kind of ['dots', 'stripes'])
    for (const name of await readdir(at('photos', kind)))
      await bucket.write(`${kind}/${name}`, new Uint8Array(await readFile(at('photos', kind, name))));
  await bucket.write('dots/notes.txt', new Uint8Array(3));
  await computeFeatures(options(at('photos'), at('local')));
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await storage[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test('photos and features in a bucket, computed by a worker, are those of a folder to the byte; no secret is in plan or queue', async ({
  skip,
}) => {
  const missing = redisMissing();
  if (missing !== undefined) return skip(missing);
  await using redis = await startRedis(folder.path);
  const asked = storage.requests.length;
  const queued = await drain(queueFeaturesEvents({ ...options('s3://bucket/photos', 's3://bucket/features'), queue: redis.url }));
  expect(queued.skipped).toEqual([{ path: 's3://bucket/photos/dots/notes.txt', reason: expect.stringContaining('picture') }]);
  expect(storage.requests.slice(asked).filter((request) => request.includes('.png'))).toEqual([]); // planned without a photo read
  const worker = startWorker(redis.url, { GRAFT_CACHE_DIR: at('cache') });
  expect((await worker.ended).code).toBe(0);
  expect(await tablesIn('s3://bucket/features')).toEqual(await tablesIn(at('local')));
  for (const place of [at('bucket'), folder.path]) {
    for (const file of await readdir(place, { recursive: true, withFileTypes: true }))
      if (file.isFile() && !file.parentPath.includes('cache'))
        expect((await readFile(join(file.parentPath, file.name))).includes(secret)).toBe(false);
  }

  // A photo that is another one than was planned is not taken for it.
  await using bucket = await openObjectStore('s3://bucket/photos');
  const [name = ''] = await readdir(at('photos', 'dots'));
  await bucket.write(
    `dots/${name}`,
    new Uint8Array(await readFile(at('photos', 'stripes', (await readdir(at('photos', 'stripes')))[1] ?? ''))),
  );
  const again = await computeFeatures(options('s3://bucket/photos', 's3://bucket/features'));
  expect(again.computed).toBeLessThan(31); // the shard of that photo alone
  expect(again.computed).toBeGreaterThan(0);
  const { model, images } = await trainOnShards({ store: 's3://bucket/features', cacheFolder: at('cache') });
  await using _trained = model;
  expect(images).toBe(40);
});

test('a store on a web server is written by PUT and read by GET; photos cannot be listed there', async () => {
  await using web = await startWeb((request, response) => {
    const file = at('web', decodeURIComponent(request.url ?? ''));
    const answer = async (): Promise<void> => {
      if (request.method === 'PUT') {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk); // no encoding is set
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, Buffer.concat(chunks));
        response.writeHead(201).end();
      } else if (
        !(await stat(file).then(
          (info) => info.isFile(),
          () => false,
        ))
      )
        response.writeHead(404).end();
      else response.end(request.method === 'HEAD' ? undefined : await readFile(file));
    };
    answer().catch(() => response.writeHead(500).end());
  });
  const store = `${web.url}/features`;
  expect(await isFeatureStore(store)).toBe(false);
  await computeFeatures(options(at('photos'), store));
  expect(await tablesIn(at('web', 'features'))).toEqual(await tablesIn(at('local')));
  expect(await computeFeatures(options(at('photos'), store))).toMatchObject({ computed: 0 });
  const { model, validation } = await trainOnShards({ store, cacheFolder: at('cache') });
  await using _trained = model;
  expect(validation?.accuracy).toBeGreaterThan(0.7);
  await expect(computeFeatures(options(`${web.url}/photos`, at('none')))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(train({ data: 's3://bucket/photos' })).rejects.toMatchObject({ hint: expect.stringContaining('graft features') });
});

test('a worker tells Prometheus what it did, and the queue how it stands', async ({ skip }) => {
  const missing = redisMissing();
  if (missing !== undefined) return skip(missing);
  await mkdir(at('numbers'));
  await using redis = await startRedis(at('numbers'));
  const { set } = await drain(queueFeaturesEvents({ ...options(at('photos'), at('counted')), queue: redis.url }));
  const metrics = new WorkerMetrics();
  await using served = await serveMetrics(metrics, { port: 0 });
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  await drain(runWorkerEvents({ queue: redis.url, untilEmpty: true, keepFeatures: false, cacheFolder: at('cache') }), (event) =>
    metrics.observe(event),
  );
  const text = await (await fetch(served.url)).text();
  for (const line of [
    `graft_worker_shards_total{outcome="done"} ${set.shards.length}`,
    'graft_worker_photos_total{outcome="computed"} 40',
    'graft_worker_busy 0',
    `graft_worker_shard_seconds_count ${set.shards.length}`,
  ])
    expect(text).toContain(line);
  for (const phase of ['list', 'features', 'encode', 'write'])
    expect(text).toMatch(new RegExp(`graft_worker_phase_seconds_total\\{phase="${phase}"\\} [\\d.e-]+`));
  expect(text).toContain('process_resident_memory_bytes');
  expect((await fetch(served.url.replace('/metrics', '/other'))).status).toBe(404);
  await expect(serveMetrics(metrics, { port: Number(new URL(served.url).port) })).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  await using queue = await ShardQueue.open(redis.url);
  const standing = await queueMetrics('graft-features', await queue.status());
  expect(standing).toContain(`graft_queue_shards{queue="graft-features",state="completed"} ${set.shards.length}`);
  expect(standing).toContain('graft_queue_shards{queue="graft-features",state="waiting"} 0');
});
