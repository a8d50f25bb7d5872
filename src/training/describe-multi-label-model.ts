import type { LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import type { SigmoidFit } from '../heads/fit-sigmoid-head.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { countSets, type LabelSets } from '../tensor/label-sets.ts';
import { describeMaking, type Making } from './describe-making.ts';

/** All that a training for several labels a photo knows when it ends. */
export interface MultiLabelOutcome extends Making {
  readonly found: SigmoidFit;
  readonly seed: number;
  readonly validation: LabelSetEvaluation | undefined;
  readonly crossValidation: (LabelSetEvaluation & { readonly folds: number }) | undefined;
  readonly sets: { readonly train: LabelSets; readonly validation: LabelSets };
}

/** Writes down such a training as the manifest of its model; the files' hashes are filled in when it is saved. */
export function describeMultiLabelModel(outcome: MultiLabelOutcome): Manifest {
  const { found, validation, crossValidation, sets } = outcome;
  const [train, heldOut] = [countSets(sets.train), countSets(sets.validation)];
  return {
    ...describeMaking(outcome),
    head: {
      kind: 'sigmoid',
      fitted: { optimizer: 'lbfgs', strength: found.strength, iterations: found.iterations, converged: found.converged },
      temperature: found.head.temperature,
    },
    seed: outcome.seed,
    split: outcome.split,
    counts: outcome.classes.map((_, label) => ({ train: train[label] ?? 0, validation: heldOut[label] ?? 0 })),
    metrics: {
      validation: null,
      crossValidation: null,
      labelSets: {
        threshold: validation?.threshold ?? crossValidation?.threshold ?? 0.5,
        validation: validation === undefined ? null : summary(validation),
        crossValidation: crossValidation === undefined ? null : { folds: crossValidation.folds, ...summary(crossValidation) },
      },
    },
    files: {},
  };
}

function summary({ images, meanAveragePrecision, microF1, macroF1, exactMatch, logLoss }: LabelSetEvaluation) {
  return { images, meanAveragePrecision, microF1, macroF1, exactMatch, loss: logLoss };
}
