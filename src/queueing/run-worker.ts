import type { Job, Worker } from 'bullmq';
import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { GraftError } from '../errors.ts';
import type { FeatureEvent } from '../features/extract-features.ts';
import { readFeatureSet } from '../sharding/feature-set.ts';
import { type ComputedShard, ShardComputer } from '../sharding/shard-computer.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { drain } from '../tasks/drain.ts';
import { connectRedis } from './connect-redis.ts';
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
  | BackboneEvent
  | FeatureEvent
  | { readonly type: 'shard-start'; readonly shard: string; readonly photos: number; readonly attempt: number }
  | ({ readonly type: 'shard-done' } & Omit<ComputedShard, 'skipped'> & { readonly skipped: number; readonly seconds: number })
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
  await using desk = new Desk(options, tell);
  await using queue = await ShardQueue.open(url, { name });
  const connection = await connectRedis(url, 'working');
  const { Worker } = await import('bullmq');
  const worker: Worker<ShardJob, ShardResult> = new Worker<ShardJob, ShardResult>(
    name,
    async (job: Job<ShardJob, ShardResult>): Promise<ShardResult> => {
      const result = await desk.work(job, stopped.signal);
      summary.shards++;
      summary.photos += result.photos;
      summary.computed += result.computed;
      return result;
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
      if (untilEmpty && !desk.busy && (await isEmpty(queue))) return summary;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (events.length === 0 && !stopped.signal.aborted) await Promise.race([woken, ...(untilEmpty ? [pause()] : [])]);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stopped.abort(signal?.reason ?? new DOMException('The worker stopped.', 'AbortError'));
    await worker.close().catch(() => {}); // a queue that is out of reach learns of it by the lock
    connection.disconnect();
  }
}

/** How often a worker that ends by itself looks whether others still work: what they fail comes back to the queue. */
const lookEveryMs = 500;

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, lookEveryMs).unref();
  });

/** Whether nothing is left; a queue out of reach may have something. */
async function isEmpty(queue: ShardQueue): Promise<boolean> {
  try {
    return (await queue.left()) === 0;
  } catch {
    return false;
  }
}

/** Where shards are computed: keeps the store and the network of the last set, which the next shard is most likely of. */
class Desk implements AsyncDisposable {
  readonly #options: WorkerOptions;
  readonly #tell: (event: WorkerEvent) => void;
  #open: { readonly key: string; readonly store: ObjectStore; readonly computer: ShardComputer } | undefined;
  busy = false;

  constructor(options: WorkerOptions, tell: (event: WorkerEvent) => void) {
    this.#options = options;
    this.#tell = tell;
  }

  async work(job: Job<ShardJob, ShardResult>, signal: AbortSignal): Promise<ShardResult> {
    const { shard, photos } = job.data;
    this.busy = true;
    try {
      this.#tell({ type: 'shard-start', shard, photos, attempt: job.attemptsStarted });
      const started = performance.now();
      const computer = await this.#computerFor(job.data, signal);
      if (await computer.isThere(shard, { signal })) return this.#knows(job.data, started);
      const { skipped, ...done } = await drain(computer.compute(shard, { signal }), (event) => {
        this.#tell(event);
        // Progress is a courtesy: what it cannot tell, the next one will.
        if (event.type === 'features') job.updateProgress({ done: event.done, total: event.total }).catch(() => {});
      });
      const seconds = (performance.now() - started) / 1000;
      this.#tell({ type: 'shard-done', ...done, skipped: skipped.length, seconds });
      return { photos: done.photos, computed: done.computed, cached: done.cached, skipped: skipped.length, seconds };
    } finally {
      this.busy = false;
    }
  }

  /** What is in the store is done, whoever did it. */
  #knows({ shard, photos }: ShardJob, started: number): ShardResult {
    const seconds = (performance.now() - started) / 1000;
    const result = { photos, computed: 0, cached: photos, skipped: 0, seconds };
    this.#tell({ type: 'shard-done', shard, ...result, phases: { list: 0, features: 0, encode: 0, write: 0 } });
    return result;
  }

  async #computerFor({ store: address, set: wanted }: ShardJob, signal: AbortSignal): Promise<ShardComputer> {
    const key = `${wanted} ${address}`;
    if (this.#open?.key === key) return this.#open.computer;
    await this[Symbol.asyncDispose]();
    const store = await openObjectStore(address);
    const set = await readFeatureSet(store, { signal });
    if (set.id !== wanted) throw plannedAnew(address);
    const { keepFeatures, cacheFolder } = this.#options;
    const computer = await drain(ShardComputer.open(store, set, { keepFeatures, cacheFolder, signal }), this.#tell);
    this.#open = { key, store, computer };
    return computer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.computer.close();
    await open?.store[Symbol.asyncDispose]();
  }
}

function plannedAnew(address: string): GraftError {
  return new GraftError(
    'FORMAT_INVALID',
    `The features in ${address} were planned anew, with another backbone, since this shard was queued.`,
    {
      file: address,
      hint: 'Run graft features again to queue the shards of the new plan.',
    },
  );
}
