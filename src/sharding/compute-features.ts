import { nothingReadable } from '../embedding/open-wanted-photos.ts';
import type { FeatureEvent } from '../features/extract-features.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { drain } from '../tasks/drain.ts';
import type { FeatureSet } from './feature-set.ts';
import type { FeaturesOptions } from './features-options.ts';
import { type PlanEvent, planFeaturesEvents } from './plan-features.ts';
import { ShardComputer } from './shard-computer.ts';

/** What happens while features are computed shard by shard. */
export type ComputeFeaturesEvent = PlanEvent | FeatureEvent;

/** What a store holds now. */
export interface ComputedFeatures {
  readonly set: FeatureSet;
  /** Photos whose features were computed now, and those that this machine knew. */
  readonly computed: number;
  readonly cached: number;
  /** Shards that were in the store before. */
  readonly shardsThere: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Computes photos' features into a store, in shards, in this process; what is in the store is not computed again.
 *
 * @example await computeFeatures({ data: './photos', to: './features' });
 * @throws as `planFeaturesEvents` and `ShardComputer`
 */
export function computeFeatures(
  options: FeaturesOptions & { readonly onProgress?: ((event: ComputeFeaturesEvent) => void) | undefined },
): Promise<ComputedFeatures> {
  return drain(computeFeaturesEvents(options), options.onProgress);
}

/** Like {@link computeFeatures}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* computeFeaturesEvents(options: FeaturesOptions): AsyncGenerator<ComputeFeaturesEvent, ComputedFeatures, void> {
  const { to, signal } = options;
  await using store = await openObjectStore(to);
  const { set, shards, missing, skipped: passedOver } = yield* planFeaturesEvents(store, options);
  const skipped = [...passedOver];
  let [computed, cached, done] = [0, 0, 0];
  if (missing.length > 0) {
    await using computer = yield* ShardComputer.open(store, set, options);
    const total = missing.reduce((sum, { photos }) => sum + photos.length, 0);
    for (const { id, photos } of missing) {
      const steps = computer.compute(id, { signal });
      let step = await steps.next();
      for (; !step.done; step = await steps.next()) yield overall(step.value, { done, total });
      done += photos.length;
      computed += step.value.computed;
      cached += step.value.cached;
      for (const { file, reason } of step.value.skipped) skipped.push({ path: file, reason });
    }
  }
  if (shards.length === 0) throw nothingReadable(set);
  return { set, computed, cached, shardsThere: shards.length - missing.length, skipped };
}

/** Progress within a shard as progress of the whole. */
function overall(event: FeatureEvent, before: { readonly done: number; readonly total: number }): FeatureEvent {
  if (event.type !== 'features') return event;
  const done = before.done + event.done;
  const secondsLeft = event.imagesPerSecond === 0 ? 0 : (before.total - done) / event.imagesPerSecond;
  return { ...event, done, total: before.total, secondsLeft };
}
