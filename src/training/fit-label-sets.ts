import { evaluateLabelSets, type LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import { splitSetsByHash } from '../evaluation/split-sets-by-hash.ts';
import type { StrengthEvent } from '../heads/fit-regression.ts';
import { fitSigmoidHead, type SigmoidFit } from '../heads/fit-sigmoid-head.ts';
import { predictProbabilities } from '../heads/head.ts';
import { type SigmoidHead, sigmoidRows } from '../heads/sigmoid-head.ts';
import { neverHeldOut } from '../heads/stratified-folds.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { drain } from '../tasks/drain.ts';
import { countSets, type LabelSets, takeSets } from '../tensor/label-sets.ts';
import { type Matrix, takeRows } from '../tensor/matrix.ts';
import type { HeadContext } from './fit-head-events.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** Features with the classes that the photos have. */
export interface LabelledSets {
  /** n x d. */
  readonly features: Matrix;
  readonly sets: LabelSets;
  /** What copies of a photo have in common, as in `Labelled`. */
  readonly keys: readonly string[];
}

/** What happens while a head for several labels a photo is fitted. */
export interface SetHeadEvent {
  readonly type: 'head';
  readonly step: StrengthEvent;
}

/** A head for several labels a photo, and how good it is. */
export interface LabelSetFit {
  readonly head: SigmoidHead;
  /** Kept in the model's manifest. */
  readonly fitted: Readonly<Record<string, unknown>>;
  /** Measured on photos that the head had not seen; undefined where none were held out. */
  readonly validation: LabelSetEvaluation | undefined;
  /** Over all photos that the kept head has learned from, each judged by a head that had not seen it. */
  readonly crossValidation: (LabelSetEvaluation & { readonly folds: number }) | undefined;
  readonly split: Manifest['split'];
  readonly counts: Manifest['counts'];
}

/**
 * Fits a sigmoid head to its optimum, measured on photos held out, then fits it again to all.
 *
 * @param ownHeldOut Whether each photo is of the user's own validation side; undefined where there is none.
 */
export async function* fitLabelSets(
  everything: LabelledSets,
  ownHeldOut: readonly boolean[] | undefined,
  classNames: readonly string[],
  { blocks, multiplier }: Pick<HeadContext, 'blocks' | 'multiplier'>,
  { strength, folds, validation: fraction, seed, signal }: ResolvedTrainOptions,
): AsyncGenerator<SetHeadEvent, LabelSetFit, void> {
  const held = ownHeldOut ?? splitSetsByHash(everything.keys, everything.sets, fraction, seed);
  const by = ownHeldOut !== undefined ? 'folders' : fraction === 0 ? 'none' : 'hash';
  const rows = { train: held.flatMap((out, row) => (out ? [] : [row])), validation: held.flatMap((out, row) => (out ? [row] : [])) };
  const fitTo = ({ features, sets, keys }: LabelledSets, chosen: number | undefined): AsyncGenerator<StrengthEvent, SigmoidFit, void> =>
    fitSigmoidHead(features, sets, { blocks, folds, seed, multiplier, signal, keys, strength: chosen });
  const training = selectSets(everything, rows.train);
  const heldOut = rows.validation.length > 0 ? selectSets(everything, rows.validation) : undefined;
  const fitting = fitTo(training, strength);
  let step = await fitting.next();
  for (; !step.done; step = await fitting.next()) yield { type: 'head', step: step.value };
  let found = step.value;
  const validation =
    heldOut && evaluateLabelSets(await predictProbabilities(found.head, heldOut.features, multiplier), heldOut.sets, classNames);
  const refitted = by === 'hash' && heldOut !== undefined;
  if (refitted) found = await drain(fitTo(everything, found.strength));
  return {
    head: found.head,
    fitted: { optimizer: 'lbfgs', strength: found.strength, iterations: found.iterations, converged: found.converged },
    validation,
    crossValidation: evaluateOutOfFold(found, refitted ? everything.sets : training.sets, classNames),
    split: { by, train: rows.train.length, validation: rows.validation.length, refitted },
    counts: countsByClass(training.sets, heldOut?.sets),
  };
}

/** Photos of each class on both sides. */
function countsByClass(train: LabelSets, validation: LabelSets | undefined): Manifest['counts'] {
  const held = validation && countSets(validation);
  return countSets(train).map((count, label) => ({ train: count, validation: held?.[label] ?? 0 }));
}

function selectSets({ features, sets, keys }: LabelledSets, rows: readonly number[]): LabelledSets {
  return { features: takeRows(features, rows), sets: takeSets(sets, rows), keys: rows.map((row) => keys[row] ?? '') };
}

/** Judges the way of fitting on the photos that its folds held out. */
function evaluateOutOfFold(
  { crossValidation, head }: SigmoidFit,
  sets: LabelSets,
  classNames: readonly string[],
): LabelSetFit['crossValidation'] {
  if (crossValidation === undefined) return undefined;
  const { outOfFoldLogits, foldOf } = crossValidation;
  const rows = [...foldOf.keys()].filter((photo) => foldOf[photo] !== neverHeldOut);
  const probabilities = sigmoidRows(takeRows(outOfFoldLogits, rows), head.temperature);
  const folds = new Set(rows.map((row) => foldOf[row])).size;
  return { ...evaluateLabelSets(probabilities, takeSets(sets, rows), classNames), folds };
}
