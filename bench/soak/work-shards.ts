import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drain } from 'graft-ml';
import { queueFeaturesEvents, runWorkerEvents } from 'graft-ml/queue';
import { type RedisServer, startRedis } from '../../test/fixtures/redis-server.ts';

/** A worker that takes shards for as long as it is held. */
export interface HeldWorker extends AsyncDisposable {
  /** Plans one set after another on a queue, until so many shards were planned, and waits until the worker has done them. */
  work(count: number): Promise<void>;
}

/** What the worker computes, and with what. */
export interface HeldWork {
  /** Has photos enough for many shards. */
  readonly photos: string;
  /** Its file. */
  readonly backbone: string;
  readonly cacheFolder: string;
  /** For Redis and the features. */
  readonly folder: string;
}

/** Photos a shard. */
const shardSize = 4;

/** Starts Redis and, in this process, a worker. */
export async function holdWorker({ photos, backbone, cacheFolder, folder }: HeldWork): Promise<HeldWorker> {
  const redis: RedisServer = await startRedis(folder);
  const stop = new AbortController();
  let [planned, done, sets] = [0, 0, 0];
  let failed: unknown;
  const working = (async () => {
    for await (const event of runWorkerEvents({ queue: redis.url, cacheFolder, signal: stop.signal })) {
      if (event.type === 'shard-done') done++;
      if (event.type === 'shard-failed') throw new Error(`A shard failed: ${event.reason}`);
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) failed = error;
  });
  return {
    work: async (count) => {
      const wanted = planned + count;
      while (planned < wanted) {
        const to = join(folder, `features-${sets++}`);
        const { set } = await drain(
          queueFeaturesEvents({ data: photos, backbone, precision: 'int8', cacheFolder, to, shardSize, queue: redis.url }),
        );
        planned += set.shards.length;
        while (done < planned && failed === undefined) await sleep(20);
        if (failed !== undefined) throw failed;
      }
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await working;
      await redis[Symbol.asyncDispose]();
    },
  };
}
