import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { drain } from '../tasks/drain.ts';
import { connectRedis } from './connect-redis.ts';
import { ShardDesk, type ShardWorkEvent } from './shard-desk.ts';
import { attemptsPerShard, type ShardJob, ShardQueue, type ShardResult, usualQueueName } from './shard-queue.ts';

/** How a worker works. Only `queue` is required. */
export interface WorkerOptions {
  /** `redis://host:port` */
  readonly queue: string;
  /** @default 'graft-features' */
  readonly name?: string | undefined;
  /** Ends when no shard is left to be done, rather than wait for more. @default false */
  readonly untilEmpty?: boolean | undefined;
  /** A shard whose worker has not been heard of for so many seconds goes to another. @default 30 */
  readonly lostAfterSeconds?: number | undefined;
  /** Keep features on this machine's disk as well, so that a shard begun anew goes on. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens while a worker works. */
export type WorkerEvent =
  | ShardWorkEvent
  | { readonly type: 'shard-failed'; readonly shard: string; readonly reason: string; readonly attempt: number; readonly setAside: boolean }
  /** The queue is out of reach, and waited for. */
  | { readonly type: 'queue-trouble'; readonly reason: string };

/** What a worker did. */
export interface WorkerSummary {
  readonly shards: number;
  readonly photos: number;
  readonly computed: number;
  readonly failures: number;
}

/**
 * Takes shards from a queue and computes them, one at a time, until it is stopped: any number of these, on any machines, give the features
 * that one would.
 *
 * What is taken counts as done when its features are in the store. A worker that is killed is noticed, and its shard goes to another; one
 * that is cut off goes on with its shard, and writes what whoever took it over writes, too.
 *
 * @throws `QUEUE_UNREACHABLE` where there is no queue at first; the signal's reason
 */
export async function* runWorkerEvents(options: WorkerOptions): AsyncGenerator<WorkerEvent, WorkerSummary, void> {
  const { queue: url, name = usualQueueName, untilEmpty = false, lostAfterSeconds = 30, signal } = options;
  signal?.throwIfAborted();
  const events: WorkerEvent[] = [];
  let wake = (): void => {};
  const tell = (event: WorkerEvent): void => {
    events.push(event);
    wake();
  };
  const summary = { shards: 0, photos: 0, computed: 0, failures: 0 };
  const stopped = new AbortController();
  const stop = (): void => {
    stopped.abort(signal?.reason);
    wake();
  };
  signal?.addEventListener('abort', stop, { once: true });
  await using desk = new ShardDesk({ keepFeatures: options.keepFeatures, cacheFolder: options.cacheFolder });
  await using queue = await ShardQueue.open(url, { name });
  const connection = await connectRedis(url, 'working');
  const { WaitingError, Worker } = await import('bullmq');
  let work: Promise<ShardResult> | undefined;
  const take = async (job: Job<ShardJob, ShardResult>, token: string | undefined): Promise<ShardResult> => {
    try {
      const result = await drain(desk.work(job.data, job.attemptsStarted, stopped.signal), (event) => {
        tell(event);
        // Progress is a courtesy: what it cannot tell, the next one will.
        if (event.type === 'features') job.updateProgress({ done: event.done, total: event.total }).catch(() => {});
      });
      summary.shards++;
      summary.photos += result.photos;
      summary.computed += result.computed;
      return result;
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
      await Promise.race([job.moveToWait(token), pause(handBackMs)]).catch(() => {}); // where that fails, it is lost by its lock
      throw new WaitingError();
    }
  };
  const worker: Worker<ShardJob, ShardResult> = new Worker<ShardJob, ShardResult>(
    name,
    async (job, token) => {
      work = take(job, token);
      return await work.finally(() => {
        work = undefined;
      });
    },
    {
      ...{ connection, concurrency: 1, lockDuration: lostAfterSeconds * 1000, stalledInterval: lostAfterSeconds * 500 },
      // Killed workers count as tries: a photo that brings its worker down must not bring down all of them.
      ...{ maxStalledCount: attemptsPerShard - 1, drainDelay: untilEmpty ? 1 : 5 },
    },
  );
  worker.on('failed', (job, error) => {
    summary.failures++;
    if (job === undefined) return;
    const setAside = job.attemptsMade >= (job.opts.attempts ?? 1);
    tell({ type: 'shard-failed', shard: job.data.shard, reason: error.message, attempt: job.attemptsMade, setAside });
  });
  worker.on('error', (error) => tell({ type: 'queue-trouble', reason: error.message }));
  try {
    for (;;) {
      while (events.length > 0) yield events.shift() as WorkerEvent; // its length was looked at
      signal?.throwIfAborted();
      if (untilEmpty && work === undefined && (await isEmpty(queue))) return summary;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (events.length === 0 && !stopped.signal.aborted) await Promise.race([woken, ...(untilEmpty ? [pause(lookEveryMs)] : [])]);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stopped.abort(signal?.reason ?? new DOMException('The worker stopped.', 'AbortError'));
    await worker.pause(true); // takes no more
    await work?.catch(() => {}); // told already
    await worker.close(true); // unforced, it waits for connections to come back: for ever where one is between two tries
    connection.disconnect();
  }
}

/** How often a worker that ends by itself looks whether others still work: what they fail comes back to the queue. */
const lookEveryMs = 500;

/** How long a worker that is stopped tries to give its shard back at once, in milliseconds; later it goes by its lock. */
const handBackMs = 5000;

const pause = (milliseconds: number): Promise<void> => sleep(milliseconds, undefined, { ref: false });

/** Whether nothing is left; a queue out of reach may have something. */
async function isEmpty(queue: ShardQueue): Promise<boolean> {
  try {
    return (await queue.left()) === 0;
  } catch {
    return false;
  }
}
