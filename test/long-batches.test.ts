import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { drain } from 'graft-ml';
import { queueFeaturesEvents } from 'graft-ml/queue';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { redisMissing, startRedis } from './fixtures/redis-server.ts';
import { startWorker } from './fixtures/shard-worker.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The process that a worker's network runs in, as soon as there is one. */
async function networkOf(worker: number): Promise<number> {
  for (;;) {
    const children = await readFile(`/proc/${worker}/task/${worker}/children`, 'utf8');
    const [child] = children.trim().split(' ').filter(Boolean);
    if (child !== undefined) return Number(child);
    await sleep(5);
  }
}

const missing = redisMissing() ?? (existsSync('/proc/self/task') ? undefined : 'no /proc here');

test.skipIf(missing !== undefined)(
  'a worker whose network computes for longer than its shard is kept for it does not count as lost',
  async () => {
    await using folder = await temporaryFolder();
    const at = (...parts: string[]): string => join(folder.path, ...parts);
    await tinyBackbone(at('tiny.tflite'), at('cache'));
    await makeDataset(at('photos'), { classes: { dots: 4, stripes: 4 }, size: 32 });
    await using redis = await startRedis(folder.path);
    const plan = {
      data: at('photos'),
      to: at('store'),
      backbone: at('tiny.tflite'),
      shardSize: 1000,
      cacheFolder: at('cache'),
      queue: redis.url,
    };
    await drain(queueFeaturesEvents(plan));
    const lostAfterMs = 2000;
    const worker = startWorker(redis.url, { GRAFT_CACHE_DIR: at('cache') }, ['--lost-after', String(lostAfterMs / 1000)]);
    await worker.said('shard-start');
    const network = await networkOf(worker.child.pid ?? 0);
    process.kill(network, 'SIGSTOP'); // takes its time
    const asked = new Redis(redis.url);
    const [lock = ''] = await asked.keys('*:lock');
    const keptUntil = async (): Promise<number> => Number(await asked.call('PEXPIRETIME', lock));
    const stopped = await keptUntil();
    // Its end moved on by more than it is kept for: it was renewed more than once since, and could have been lost.
    for (let now = stopped; now < stopped + lostAfterMs; now = await keptUntil()) {
      expect(now).toBeGreaterThan(0);
      await sleep(20);
    }
    asked.disconnect();
    process.kill(network, 'SIGCONT');
    expect((await worker.ended).code).toBe(0);
    expect(worker.lines).toMatchObject([{ type: 'shard-start', attempt: 1 }, { type: 'shard-done', computed: 8 }, { type: 'end' }]);
  },
);
