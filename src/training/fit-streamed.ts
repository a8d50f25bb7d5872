import { GraftError } from '../errors.ts';
import { evaluatePredictions } from '../evaluation/evaluate-predictions.ts';
import { fitStreamedHead, type StreamedFitEvent } from '../heads/fit-streamed-head.ts';
import { passLogits } from '../heads/pass-logits.ts';
import { softmaxRows } from '../heads/softmax.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import { softmaxStreamedTask } from '../heads/streamed-task.ts';
import type { PackedFeatures, PackedSide } from '../sharding/packed-features.ts';
import { countLabels } from '../tensor/labels.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import { fitHeadEvents, type HeadContext, type HeadEvent } from './fit-head-events.ts';
import type { ShardFit } from './fit-shards.ts';
import { fitTrust, measureTrust } from './fit-trust.ts';
import type { JudgedPhotos } from './judge-held-out.ts';
import type { StreamedShards } from './stream-shards.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** A pass over the photos on disk. */
export interface PassEvent extends StreamedFitEvent {
  readonly type: 'pass';
}

/** Numbers of probabilities that are kept to measure with: a hundred megabytes, and 160,000 photos of 100 classes. */
export const mostProbabilities = 2 ** 24;

/** Features of photos held out that are kept, to see how many of them are called unknown. */
const mostHeldFeatures = 2 ** 23;

/** Steps from one strength to the next weaker one. */
const strengthStep = Math.sqrt(10);

/**
 * Fits a softmax head to features on disk: first, exactly, to the photos in memory, with cross-validation; then, from there, to all of them.
 *
 * The strength that suits n photos falls as n grows, so that weaker ones are tried than the sample's, down to what a fixed prior on the weights
 * would have: λ·(sample / all). They are judged on photos of neither side.
 */
export async function* fitStreamed(
  { packed, sample, split }: Pick<StreamedShards, 'sample' | 'split'> & { readonly packed: PackedFeatures },
  classNames: readonly string[],
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<HeadEvent | PassEvent, ShardFit, void> {
  const { classes, blocks, multiplier } = context;
  const { classWeights = 'balanced', strength: wanted, signal } = options;
  const first = yield* fitHeadEvents(sample, undefined, context, options);
  if (first.head.kind !== 'softmax') throw new GraftError('INTERNAL', `A streamed fit began with a ${first.head.kind} head.`);
  const found = Number(first.fitted['strength']);
  const strengths = wanted === undefined ? strengthsBelow(found, sample.labels.length / packed.photos) : [wanted];
  const sides = { training: packed.pass('train'), choosing: packed.pass('choose') };
  const steps = fitStreamedHead({
    task: softmaxStreamedTask(classes, classWeights),
    blocks,
    ...sides,
    start: first.head,
    strengths,
    multiplier,
    signal,
  });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'pass', ...step.value };
  const { strength, converged, passes, counts } = step.value;
  const head: SoftmaxHead = { kind: 'softmax', ...step.value.head };

  const chosenBy = await judge(head, packed, 'choose', context, options);
  const judged = await judge(head, packed, 'validation', context, options);
  const validation = judged && evaluatePredictions(judged.probabilities, judged.labels, classNames, judged);
  const fitted = { optimizer: 'lbfgs', classWeights, strength, converged, passes, streamed: true };
  const trained = { head, fitted, outOfFold: undefined, refit: undefined };
  const trust = await fitTrust(trained, sample, chosenBy, context, options);
  const seen = judged && withFeaturesAlone(judged);
  const heldCounts = judged && countLabels(judged.labels, classes);
  return {
    trained,
    validation,
    crossValidation: undefined,
    trust,
    measured: seen && (await measureTrust(trust, seen, context, options)),
    split: { by: split, train: counts.reduce((sum, count) => sum + count, 0), validation: judged?.labels.length ?? 0, refitted: false },
    counts: Array.from(counts, (train, label) => ({ train, validation: heldCounts?.[label] ?? 0 })),
  };
}

/** A strength and weaker ones, down to a part of it. */
export function strengthsBelow(strength: number, part: number): readonly number[] {
  const weaker = Math.max(0, Math.round(Math.log(1 / part) / Math.log(strengthStep)));
  return Array.from({ length: weaker + 1 }, (_, step) => Number((strength / strengthStep ** step).toPrecision(3)));
}

/** What a head says of a side; the features of the first photos go with it. Undefined where the side has none. */
async function judge(
  head: SoftmaxHead,
  packed: PackedFeatures,
  side: PackedSide,
  { classes, multiplier }: HeadContext,
  { signal }: ResolvedTrainOptions,
): Promise<JudgedPhotos | undefined> {
  const most = Math.floor(mostProbabilities / classes);
  const { logits, labels } = await passLogits(head, packed.pass(side), multiplier, { most, signal });
  if (labels.length === 0) return undefined;
  const features = await firstFeatures(packed, side, Math.min(labels.length, Math.floor(mostHeldFeatures / packed.columns)));
  const probabilities = softmaxRows(logits, head.temperature);
  return { features, labels, keys: [], probabilities, uncalibrated: head.temperature === 1 ? undefined : softmaxRows(logits) };
}

async function firstFeatures(packed: PackedFeatures, side: PackedSide, rows: number): Promise<Matrix> {
  const kept = matrix(rows, packed.columns);
  let at = 0;
  for await (const { features } of packed.pass(side)()) {
    const take = Math.min(features.rows, rows - at);
    kept.data.set(features.data.subarray(0, take * packed.columns), at * packed.columns);
    at += take;
    if (at === rows) break;
  }
  return kept;
}

/** Photos held out whose features were kept. */
function withFeaturesAlone({ features, labels, probabilities, ...rest }: JudgedPhotos): JudgedPhotos {
  const { rows } = features;
  const own = matrix(rows, probabilities.columns, probabilities.data.subarray(0, rows * probabilities.columns));
  return { ...rest, features, labels: labels.subarray(0, rows), probabilities: own };
}
