import type { Queue } from 'bullmq';
import { GraftError } from '../errors.ts';
import type { Shard } from '../sharding/divide-into-shards.ts';
import type { FeatureSet } from '../sharding/feature-set.ts';
import { connectRedis, queueFailure, type RedisConnection } from './connect-redis.ts';

/** The queue's name in Redis, unless the user names another. */
export const usualQueueName = 'graft-features';

/** What a job says: which shard of which set, in which store. A few hundred bytes of Redis each. */
export interface ShardJob {
  readonly store: string;
  /** The set's identity, so that a worker never computes for another plan than it was queued for. */
  readonly set: string;
  readonly shard: string;
  readonly photos: number;
}

/** What a worker says of a shard that is done. */
export interface ShardResult {
  readonly photos: number;
  readonly computed: number;
  readonly cached: number;
  readonly skipped: number;
  readonly seconds: number;
}

/** How often a shard is tried before it is set aside. */
export const attemptsPerShard = 3;

/** The first wait before a shard is tried again, in milliseconds; it doubles. */
const firstBackoffMs = 1000;

/** How a queue stands: shards by state. */
export interface QueueStatus {
  readonly waiting: number;
  readonly active: number;
  /** Failed, and waiting for another try. */
  readonly delayed: number;
  readonly completed: number;
  /** Set aside after so many tries. */
  readonly failed: number;
  /** Workers connected now. */
  readonly workers: number;
  /** The shards set aside, the latest first; a hundred at most. */
  readonly setAside: readonly { readonly shard: string; readonly store: string; readonly reason: string; readonly attempts: number }[];
}

/** The queue of shards in Redis. It holds connections until `close()`. */
export class ShardQueue implements AsyncDisposable {
  readonly #queue: Queue<ShardJob, ShardResult>;
  readonly #connection: RedisConnection;
  readonly #url: string;

  private constructor(queue: Queue<ShardJob, ShardResult>, connection: RedisConnection, url: string) {
    this.#queue = queue;
    this.#connection = connection;
    this.#url = url;
  }

  /**
   * Opens a queue.
   *
   * @param url `redis://host:port/db`, `rediss://` with TLS.
   * @throws `QUEUE_UNREACHABLE`, `INVALID_ARGUMENT`
   */
  static async open(url: string, { name = usualQueueName }: { readonly name?: string | undefined } = {}): Promise<ShardQueue> {
    const connection = await connectRedis(url, 'asking');
    const { Queue } = await import('bullmq'); // half a second of loading that no other verb has a use for
    const queue = new Queue<ShardJob, ShardResult>(name, { connection });
    queue.on('error', () => {}); // told by the call that it happens to
    try {
      await queue.waitUntilReady(); // where this fails once, every later call does
    } catch (cause) {
      connection.disconnect();
      throw queueFailure(url, cause);
    }
    return new ShardQueue(queue, connection, url);
  }

  /**
   * Queues shards. One that waits or is worked on is not queued twice; one that was set aside, or whose features are gone, is queued anew.
   *
   * @returns How many are new in the queue.
   * @throws `QUEUE_UNREACHABLE`
   */
  async add(set: FeatureSet, store: string, shards: readonly Shard[]): Promise<number> {
    return await this.#asking(async () => {
      const jobs = shards.map(({ id, photos }) => ({ id: `${set.id}-${id}`, shard: id, photos: photos.length }));
      let added = 0;
      for (let from = 0; from < jobs.length; from += jobsAtOnce) {
        const group = jobs.slice(from, from + jobsAtOnce);
        const states = await Promise.all(group.map(({ id }) => this.#queue.getJobState(id)));
        const over = group.filter((_, index) => ['completed', 'failed'].includes(states[index] ?? ''));
        await Promise.all(over.map(({ id }) => this.#queue.remove(id)));
        await this.#queue.addBulk(
          group.map(({ id, shard, photos }) => ({
            name: 'shard',
            data: { store, set: set.id, shard, photos },
            opts: {
              ...{ jobId: id, attempts: attemptsPerShard, backoff: { type: 'exponential', delay: firstBackoffMs, jitter: 0.5 } },
              ...{ removeOnComplete: { count: completedKept }, removeOnFail: false, stackTraceLimit: 1 },
            },
          })),
        );
        added += group.filter((_, index) => ['completed', 'failed', 'unknown'].includes(states[index] ?? '')).length;
      }
      return added;
    });
  }

  /** How it stands. @throws `QUEUE_UNREACHABLE` */
  async status(): Promise<QueueStatus> {
    return await this.#asking(async () => {
      const counts = await this.#queue.getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');
      const failed = await this.#queue.getFailed(0, mostNamed - 1);
      const workers = await this.#queue.getWorkersCount();
      const of = (state: string): number => counts[state] ?? 0;
      return {
        ...{
          waiting: of('waiting'),
          active: of('active'),
          delayed: of('delayed'),
          completed: of('completed'),
          failed: of('failed'),
          workers,
        },
        setAside: failed.map(({ data, failedReason, attemptsMade }) => ({
          ...{ shard: data.shard, store: data.store, reason: failedReason, attempts: attemptsMade },
        })),
      };
    });
  }

  /** How many shards are neither done nor set aside. @throws `QUEUE_UNREACHABLE` */
  async left(): Promise<number> {
    return shardsLeft(await this.status());
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    await this.#queue.close().catch(() => {}); // a connection that is gone is closed
    this.#connection.disconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (cause) {
      throw cause instanceof GraftError ? cause : queueFailure(this.#url, cause);
    }
  }
}

/** How many shards are neither done nor set aside. */
export const shardsLeft = ({ waiting, active, delayed }: QueueStatus): number => waiting + active + delayed;

/** Jobs that go to Redis in one call. */
const jobsAtOnce = 500;

/** Done jobs that Redis remembers: enough to look at; what is done is told by the store. */
const completedKept = 10_000;

/** Shards set aside that a status names. */
const mostNamed = 100;
