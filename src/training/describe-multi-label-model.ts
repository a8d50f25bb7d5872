import type { LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { describeMaking, type Making } from './describe-making.ts';
import type { LabelSetFit } from './fit-label-sets.ts';

/** All that a training for several labels a photo knows when it ends. */
export interface MultiLabelOutcome extends Omit<Making, 'split'> {
  readonly fit: LabelSetFit;
  readonly seed: number;
}

/** Writes down such a training as the manifest of its model; the files' hashes are filled in when it is saved. */
export function describeMultiLabelModel({ fit, seed, ...making }: MultiLabelOutcome): Manifest {
  const { head, fitted, validation, crossValidation, split, counts } = fit;
  return {
    ...describeMaking({ ...making, split }),
    head: { kind: 'sigmoid', fitted, temperature: head.temperature },
    ...{ seed, split, counts },
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
