import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { GraftError } from '../errors.ts';
import type { FeatureEvent } from '../features/extract-features.ts';
import type { LoadNetwork } from '../runtime/runner.ts';
import { SessionProcess } from '../runtime/session-process.ts';
import { readFeatureSet } from '../sharding/feature-set.ts';
import { type ComputedShard, type ComputeOptions, ShardComputer } from '../sharding/shard-computer.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import type { ShardJob, ShardResult } from './shard-queue.ts';

/** What happens while a worker is at a shard. */
export type ShardWorkEvent =
  | BackboneEvent
  | FeatureEvent
  | { readonly type: 'shard-start'; readonly shard: string; readonly photos: number; readonly attempt: number }
  | ({ readonly type: 'shard-done' } & Omit<ComputedShard, 'skipped'> & { readonly skipped: number; readonly seconds: number });

type DeskOptions = Pick<ComputeOptions, 'keepFeatures' | 'cacheFolder'>;

/** A batch may take longer than a server's request would wait: ten minutes, after which the process is ended and the shard has failed. */
const longestRunMs = 600_000;

/** The network runs in a process of its own: a batch blocks the thread that it is run from, which must go on telling the queue that it lives. */
const load: LoadNetwork = (network) => SessionProcess.open(network, { longestRunMs });

/** Where a worker computes: keeps the store and the network of the last set, which the next shard is most likely of. */
export class ShardDesk implements AsyncDisposable {
  readonly #options: DeskOptions;
  #open: { readonly key: string; readonly store: ObjectStore; readonly computer: ShardComputer } | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Computes a shard, or sees that it is done already. @param attempt Which time it is begun, from 1. */
  async *work(job: ShardJob, attempt: number, signal: AbortSignal): AsyncGenerator<ShardWorkEvent, ShardResult, void> {
    const { shard, photos } = job;
    yield { type: 'shard-start', shard, photos, attempt };
    const started = performance.now();
    const computer = yield* this.#computerFor(job, signal);
    // What is in the store is done, whoever did it.
    const isThere = await computer.isThere(shard, { signal });
    const { skipped, ...done } = isThere ? alreadyThere(job) : yield* computer.compute(shard, { signal });
    const seconds = (performance.now() - started) / 1000;
    yield { type: 'shard-done', ...done, skipped: skipped.length, seconds };
    return { photos: done.photos, computed: done.computed, cached: done.cached, skipped: skipped.length, seconds };
  }

  async *#computerFor({ store: address, set: wanted }: ShardJob, signal: AbortSignal): AsyncGenerator<BackboneEvent, ShardComputer, void> {
    const key = `${wanted} ${address}`;
    if (this.#open?.key === key) return this.#open.computer;
    await this[Symbol.asyncDispose]();
    const store = await openObjectStore(address);
    const set = await readFeatureSet(store, { signal });
    if (set.id !== wanted) throw plannedAnew(address);
    const computer = yield* ShardComputer.open(store, set, { ...this.#options, load, signal });
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

function alreadyThere({ shard, photos }: ShardJob): ComputedShard {
  return { shard, photos, computed: 0, cached: photos, skipped: [], phases: { list: 0, features: 0, encode: 0, write: 0 } };
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
