import { evaluateLabelSets } from '../evaluation/evaluate-label-sets.ts';
import { fitSigmoidHead } from '../heads/fit-sigmoid-head.ts';
import { fitStreamedHead } from '../heads/fit-streamed-head.ts';
import { passLogits } from '../heads/pass-logits.ts';
import { type SigmoidHead, sigmoidRows } from '../heads/sigmoid-head.ts';
import { sigmoidStreamedTask } from '../heads/streamed-task.ts';
import type { PackedFeatures } from '../sharding/packed-features.ts';
import { type LabelSets, takeSets } from '../tensor/label-sets.ts';
import type { HeadContext } from './fit-head-events.ts';
import type { LabelSetFit, SetHeadEvent } from './fit-label-sets.ts';
import { mostProbabilities, type PassEvent, strengthsBelow } from './fit-streamed.ts';
import type { StreamedShards } from './stream-shards.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/**
 * Fits a sigmoid head to features on disk, as `fitStreamed` does a softmax head: exactly to the photos in memory, from there to all.
 *
 * @param sets The different sets of classes, of which a photo's label is one.
 */
export async function* fitStreamedSets(
  { packed, sample, split }: Pick<StreamedShards, 'sample' | 'split'> & { readonly packed: PackedFeatures },
  sets: LabelSets,
  classNames: readonly string[],
  { blocks, multiplier }: Pick<HeadContext, 'blocks' | 'multiplier'>,
  { strength: wanted, folds, seed, signal }: ResolvedTrainOptions,
): AsyncGenerator<SetHeadEvent | PassEvent, LabelSetFit, void> {
  const own = takeSets(sets, [...sample.labels]);
  const beginning = fitSigmoidHead(sample.features, own, { blocks, folds, seed, multiplier, signal, keys: sample.keys, strength: wanted });
  let begun = await beginning.next();
  for (; !begun.done; begun = await beginning.next()) yield { type: 'head', step: begun.value };
  const { head: start, strength: found } = begun.value;
  const strengths = wanted === undefined ? strengthsBelow(found, sample.labels.length / packed.photos) : [wanted];
  const sides = { training: packed.pass('train'), choosing: packed.pass('choose') };
  const steps = fitStreamedHead({ task: sigmoidStreamedTask(sets), blocks, ...sides, start, strengths, multiplier, signal });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'pass', ...step.value };
  const { strength, converged, passes, counts } = step.value;
  const head: SigmoidHead = { kind: 'sigmoid', ...step.value.head };

  const most = Math.floor(mostProbabilities / classNames.length);
  const { logits, labels } = await passLogits(head, packed.pass('validation'), multiplier, { most, signal });
  const truth = takeSets(sets, [...labels]);
  const ofClass = (label: number): number =>
    counts.reduce((sum, count, set) => sum + count * (sets.data[set * sets.columns + label] ?? 0), 0);
  const heldOf = (label: number): number => labels.reduce((sum, set) => sum + (sets.data[set * sets.columns + label] ?? 0), 0);
  return {
    head,
    fitted: { optimizer: 'lbfgs', strength, converged, passes, streamed: true },
    validation: labels.length === 0 ? undefined : evaluateLabelSets(sigmoidRows(logits, head.temperature), truth, classNames),
    crossValidation: undefined,
    split: { by: split, train: counts.reduce((sum, count) => sum + count, 0), validation: labels.length, refitted: false },
    counts: classNames.map((_, label) => ({ train: ofClass(label), validation: heldOf(label) })),
  };
}
