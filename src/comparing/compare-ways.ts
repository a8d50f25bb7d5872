import { basename, resolve } from 'node:path';
import type { Backbone, Cut } from '../backbones/backbone.ts';
import type { GatherEvent } from '../checking/gather-photos.ts';
import type { HashPhotosEvent } from '../datasets/hash-photos.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { GraftError } from '../errors.ts';
import { wilsonInterval } from '../evaluation/wilson-interval.ts';
import type { ActivationEvent } from '../finetuning/extract-activations.ts';
import { resolveTuning } from '../finetuning/tuning-options.ts';
import type { Way, WayRun, WaysComparison } from '../report/ways-data.ts';
import { describeMachine } from '../runtime/describe-machine.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { drain } from '../tasks/drain.ts';
import { ReleaseStack } from '../tasks/release-stack.ts';
import { version } from '../version.ts';
import { BudgetClock } from './budget-clock.ts';
import { type CompareWaysOptions, type ResolvedCompareOptions, resolveCompareOptions } from './compare-options.ts';
import { type CutPlan, computeActivations, defaultTrainFrom, planCut } from './cut-network.ts';
import { estimateTime, planRuns } from './estimate-time.ts';
import { KeptRuns } from './kept-runs.ts';
import { type ComparedPhotos, loadCompared } from './load-compared.ts';
import { measureNetwork } from './measure-network.ts';
import type { CutNetwork, TrainWay, WayContext } from './way-context.ts';
import { classicHead } from './ways/classic-head.ts';
import { fineTuned } from './ways/fine-tuned.ts';
import { fromRandomWeights } from './ways/from-random-weights.ts';
import { headAlone } from './ways/head-alone.ts';

/** What happens during a comparison. */
export type CompareWaysEvent =
  | DatasetEvent
  | HashPhotosEvent
  | GatherEvent
  | ActivationEvent
  /** The frozen network's speed is measured. */
  | { readonly type: 'pace' }
  | {
      readonly type: 'way';
      readonly way: Way;
      readonly photosPerClass: number;
      readonly doing: 'train' | 'measure';
      /** Of all trainings. */
      readonly done: number;
      readonly total: number;
      /** Of this one. */
      readonly share: number;
      readonly secondsLeft: number;
    }
  /** A training is over, or was measured before. */
  | { readonly type: 'way-run'; readonly run: WayRun; readonly kept: boolean };

const trainWays: Readonly<Record<Way, TrainWay>> = { head: headAlone, classic: classicHead, tuned: fineTuned, scratch: fromRandomWeights };

/** With the most photos, a training is also measured at these shares of it: how it got there. */
const measureAt = [0.125, 0.25, 0.5] as const;

/**
 * Compares four ways to train on the same photos: the head alone on features that are kept, the head the classic way, the
 * network fine-tuned from a cut, and the network from random weights; each with the same time, over growing numbers of
 * photos.
 *
 * The photos of a smaller number are among those of a larger one. All ways are tested on the same photos, from which
 * nothing is learned or chosen. What was measured is kept in the cache: an interrupted comparison goes on where it was.
 *
 * @example
 * const { runs } = await compareWays({ data: './photos', budget: 30, photos: [2, 10] });
 * @throws as `train`; the signal's reason
 */
export function compareWays(
  options: CompareWaysOptions & { readonly onProgress?: ((event: CompareWaysEvent) => void) | undefined },
): Promise<WaysComparison> {
  return drain(compareWaysEvents(options), options.onProgress);
}

/** Like {@link compareWays}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* compareWaysEvents(compareOptions: CompareWaysOptions): AsyncGenerator<CompareWaysEvent, WaysComparison, void> {
  const options = resolveCompareOptions(compareOptions);
  const { data, cacheFolder = defaultCacheFolder(), budget, seed, signal } = options;
  signal?.throwIfAborted();
  const dataset = typeof data === 'string' ? yield* openDatasetEvents(data, { cacheFolder, signal }) : data;
  const releases = new ReleaseStack();
  try {
    const multiplier = releases.use(new NodeMatrixMultiplier());
    const compared = yield* loadCompared(dataset, options, multiplier);
    const trainFrom = options.trainFrom ?? defaultTrainFrom(compared);
    const { plan, leftOut } = await planFineTuning(compared, trainFrom, options);
    const ways = options.ways.filter((way) => !leftOut.some((left) => left.way === way));
    const sizes = usefulSizes(compared, options.photos);
    const kept = options.keepFeatures ? new KeptRuns(cachePlaces(cacheFolder).comparisons) : undefined;
    const { known, write } = lookUp(kept, compared, options);

    const pace = { pace: plan?.parts.at };
    let secondsPerPhoto = await known<WaysComparison['secondsPerPhoto']>(pace);
    if (secondsPerPhoto === undefined) {
      yield { type: 'pace' };
      secondsPerPhoto = await measureNetwork(compared, plan, signal);
      await write(pace, secondsPerPhoto);
    }
    let cutNetwork: CutNetwork | undefined;
    const planned = planRuns(ways, sizes);
    const runs: WayRun[] = [];
    const took = new Map<Way, number>();
    for (const [done, { way, photosPerClass }] of planned.entries()) {
      const subset = compared.learning.filter(({ rank }) => rank < photosPerClass).map(({ place }) => place);
      const content = subset.map((place) => [compared.photos[place]?.hash, compared.labels[place]]);
      const key = {
        way,
        budget,
        secondsPerPhoto,
        content,
        from: way === 'tuned' && { trainFrom, ...resolveTuning({ seed }), head: 'fitted-again' },
        course: photosPerClass === sizes.at(-1),
      };
      const before = await known<WayRun>(key);
      if (before !== undefined) {
        runs.push({ ...before, photosPerClass });
        yield { type: 'way-run', run: before, kept: true };
        continue;
      }
      if (way === 'tuned' && cutNetwork === undefined && plan !== undefined)
        cutNetwork = releases.use(yield* computeActivations(plan, compared, options));
      const clock = new BudgetClock(budget);
      const context: WayContext = {
        ...compared,
        ...{ subset, cutNetwork, clock, multiplier, seed, signal, secondsPerPhoto },
        classCount: dataset.classes.length,
        measureAt: photosPerClass === sizes.at(-1) ? measureAt : [],
      };
      const started = performance.now();
      const training = trainWays[way](context);
      const testSeconds = secondsPerPhoto.network * compared.test.length;
      let step = await training.next();
      for (; !step.done; step = await training.next()) {
        signal?.throwIfAborted();
        const secondsLeft = estimateTime(planned.slice(done), took, { budget, testSeconds, begun: step.value.share });
        yield { type: 'way', way, photosPerClass, ...step.value, done, total: planned.length, secondsLeft };
      }
      took.set(way, Math.max(took.get(way) ?? 0, (performance.now() - started) / 1000));
      const { images, epochs, ended, course } = step.value;
      const { seconds = 0, accuracy = 0 } = course.at(-1) ?? {};
      const interval = wilsonInterval(Math.round(accuracy * compared.test.length), compared.test.length);
      const run: WayRun = { way, photosPerClass, images, given: subset.length, epochs, ended, seconds, accuracy, interval, course };
      await write(key, run);
      runs.push(run);
      yield { type: 'way-run', run, kept: false };
    }
    return {
      name: basename(resolve(dataset.root)),
      classes: dataset.classes,
      backbone: compared.backbone.name,
      cuts: compared.cuts.map(({ name }) => name),
      classicCut: shortName(compared.backbone, compared.classicCut),
      trainFrom: plan === undefined ? undefined : trainFrom,
      ...{ budget, seed, photos: sizes, secondsPerPhoto, runs, leftOut, copies: compared.copies, version },
      test: { images: compared.test.length, from: compared.testFrom },
      machine: describeMachine(),
      created: new Date().toISOString(),
    };
  } finally {
    await releases.release();
  }
}

/** What the catalogue calls a layer, where it has a name for it. */
function shortName({ description: { cuts } }: Backbone, { name, layer }: Cut): string {
  return Object.keys(cuts).find((short) => short !== name && cuts[short] === layer) ?? layer;
}

/** The numbers of photos that differ: beyond what the largest class has, there is nothing new. */
function usefulSizes({ learning }: ComparedPhotos, photos: readonly number[]): readonly number[] {
  const most = Math.max(...learning.map(({ rank }) => rank + 1));
  return [...new Set(photos.map((count) => Math.min(count, most)))];
}

/** The cut, where the network has one and fine-tuning is wanted. */
async function planFineTuning(
  compared: ComparedPhotos,
  trainFrom: string,
  { ways, trainFrom: wanted }: ResolvedCompareOptions,
): Promise<{ readonly plan: CutPlan | undefined; readonly leftOut: WaysComparison['leftOut'] }> {
  if (!ways.includes('tuned')) return { plan: undefined, leftOut: [] };
  try {
    return { plan: await planCut(compared, trainFrom), leftOut: [] };
  } catch (error) {
    if (wanted !== undefined || !(error instanceof GraftError) || error.code !== 'GRAPH_INVALID') throw error;
    return { plan: undefined, leftOut: [{ way: 'tuned', reason: error.message }] };
  }
}

/** What was measured before under the same circumstances, and how to keep what is measured now. */
function lookUp(
  kept: KeptRuns | undefined,
  { backbone, cuts, classicCut, preprocessing, photos, labels, test }: ComparedPhotos,
  { seed, again, signal }: ResolvedCompareOptions,
): { known<Kept>(what: unknown): Promise<Kept | undefined>; write(what: unknown, value: unknown): Promise<void> } {
  const circumstances = {
    ...{ form: 1, version, seed, preprocessing },
    network: [backbone.network.id, backbone.numbers, backbone.device, cuts, classicCut],
    test: test.map((place) => [photos[place]?.hash, labels[place]]),
    machine: describeMachine(),
  };
  return {
    known: async (what) => (again ? undefined : kept?.read({ circumstances, what })),
    write: async (what, value) => kept?.write({ circumstances, what }, value, signal),
  };
}
