import { join } from 'node:path';
import { Queue } from 'bullmq';
import { drain } from 'graft-ml';
import { queueFeaturesEvents, runWorkerEvents, ShardQueue, usualQueueName, type WorkerSummary } from 'graft-ml/queue';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { openWay, redisMissing, startRedis } from './fixtures/redis-server.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
const missing = redisMissing();
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** A worker in this process, on a queue with one shard that is not due, so that it waits. */
async function waitingWorker(
  url: string,
  queue: string,
): Promise<{ readonly ended: Promise<WorkerSummary>; stop(): void; finish(): Promise<void> }> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  connection.on('error', () => {}); // a Redis that is ended is what is tested
  const jobs = new Queue(usualQueueName, { connection });
  const job = await jobs.add('shard', {}, { delay: 3_600_000 });
  const controller = new AbortController();
  const ended = drain(runWorkerEvents({ queue, untilEmpty: true, cacheFolder: join(folder.path, 'cache'), signal: controller.signal }));
  ended.catch(() => {}); // looked at by the test
  const waits = async (): Promise<boolean> => /cmd=bzpopmin/.test(String(await connection.client('LIST')));
  while (!(await waits())) await connection.ping();
  return {
    ended,
    stop: () => {
      controller.abort(new Error('stopped'));
      connection.disconnect();
    },
    finish: async () => {
      await job.remove();
      connection.disconnect();
    },
  };
}

test.skipIf(missing !== undefined)('a worker ends when nothing is left, though one of its connections has not come back', async () => {
  await using redis = await startRedis(folder.path);
  await using way = await openWay(redis.port);
  const worker = await waitingWorker(redis.url, `redis://127.0.0.1:${way.port}`);
  way.cut();
  way.heal('setname'); // said first by the connection that waits for shards, which BullMQ gives a name
  await worker.finish();
  expect(await worker.ended).toEqual({ shards: 0, photos: 0, computed: 0, failures: 0 });
});

test.skipIf(missing !== undefined)('a worker can be stopped while its queue is gone', async () => {
  const redis = await startRedis(folder.path);
  const worker = await waitingWorker(redis.url, redis.url);
  await redis[Symbol.asyncDispose]();
  worker.stop();
  await expect(worker.ended).rejects.toThrow('stopped');
});

test.skipIf(missing !== undefined)('a worker that is stopped gives its shard back at once, and it is no failure', async () => {
  const at = (name: string): string => join(folder.path, name);
  await tinyBackbone(at('tiny.tflite'), at('cache'));
  await makeDataset(at('photos'), { classes: { dots: 6, stripes: 6 }, size: 32 });
  await using redis = await startRedis(at('cache'));
  const plan = {
    data: at('photos'),
    to: at('store'),
    backbone: at('tiny.tflite'),
    shardSize: 1000,
    cacheFolder: at('cache'),
    queue: redis.url,
  };
  await drain(queueFeaturesEvents(plan));
  for (let time = 0; time < 4; time++) {
    // a shard that fails three times is set aside
    const controller = new AbortController();
    const options = { queue: redis.url, keepFeatures: false, cacheFolder: at('cache'), signal: controller.signal };
    const stopping = drain(runWorkerEvents(options), ({ type }) => {
      if (type === 'shard-start') controller.abort(new Error('stopped'));
    });
    await expect(stopping).rejects.toThrow('stopped');
  }
  await using queue = await ShardQueue.open(redis.url);
  expect(await queue.status()).toMatchObject({ waiting: 1, active: 0, delayed: 0, failed: 0, workers: 0 });
});
