import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeatureSet } from '../sharding/feature-set.ts';
import type { FeaturesOptions } from '../sharding/features-options.ts';
import { type PlanEvent, planFeaturesEvents } from '../sharding/plan-features.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { type QueueStatus, ShardQueue, shardsLeft } from './shard-queue.ts';

/** Which photos' features workers are to compute, and where the queue is. */
export interface QueueFeaturesOptions extends FeaturesOptions {
  /** `redis://host:port` */
  readonly queue: string;
  /** The queue's name. @default 'graft-features' */
  readonly name?: string | undefined;
  /** Whether to wait until no shard is left to be done. @default false */
  readonly wait?: boolean | undefined;
}

/** What happens while shards are queued, and waited for. */
export type QueueEvent =
  | PlanEvent
  | { readonly type: 'queue'; readonly done: number; readonly total: number; readonly status: QueueStatus };

/** What was queued. */
export interface QueuedFeatures {
  readonly set: FeatureSet;
  readonly store: string;
  /** Shards that are new in the queue. */
  readonly queued: number;
  /** Shards whose features were in the store already. */
  readonly shardsThere: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** How the queue stood in the end. */
  readonly status: QueueStatus;
}

/** How often a queue is asked how it stands. */
const lookEveryMs = 500;

/**
 * Plans photos' features in a store and puts the shards that are not computed on a queue, for workers to take.
 *
 * @throws as `planFeaturesEvents`; `QUEUE_UNREACHABLE`
 */
export async function* queueFeaturesEvents(options: QueueFeaturesOptions): AsyncGenerator<QueueEvent, QueuedFeatures, void> {
  const { to, queue: url, name, wait = false, signal } = options;
  const address = to.includes('://') ? to : resolve(to);
  await using queue = await ShardQueue.open(url, { name }); // before the photos are hashed: a queue that is not there is told at once
  await using store = await openObjectStore(address);
  const { set, shards, missing, skipped } = yield* planFeaturesEvents(store, options);
  const queued = await queue.add(set, address, missing);
  let status = await queue.status();
  for (let left = shardsLeft(status); wait && left > 0; left = shardsLeft(status)) {
    yield { type: 'queue', done: Math.max(0, shards.length - left), total: shards.length, status };
    await sleep(lookEveryMs, undefined, { signal });
    status = await queue.status();
  }
  return { set, store: address, queued, shardsThere: shards.length - missing.length, skipped, status };
}
