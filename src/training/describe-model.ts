import type { CrossValidation } from '../evaluation/evaluate-out-of-fold.ts';
import type { Evaluation } from '../evaluation/evaluate-predictions.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { describeMaking, type Making } from './describe-making.ts';
import type { TrainedHead } from './fit-head-events.ts';
import type { Trust, TrustMeasurement } from './fit-trust.ts';
import type { ResolvedTrainOptions } from './train-options.ts';
import type { TuningRecord } from './tune-from-cut.ts';

/** All that a training knows when it ends. */
export interface TrainingOutcome extends Making {
  readonly trained: TrainedHead;
  readonly tuning: TuningRecord | undefined;
  readonly options: ResolvedTrainOptions;
  readonly validation: Evaluation | undefined;
  readonly crossValidation: CrossValidation | undefined;
  readonly trust: Trust;
  readonly measured: TrustMeasurement | undefined;
  readonly counts: Manifest['counts'];
}

/** Writes down a training as the manifest of its model; the files' hashes are filled in when it is saved. */
export function describeModel(outcome: TrainingOutcome): Manifest {
  const { trained, options, validation, crossValidation } = outcome;
  return {
    ...describeMaking(outcome),
    head: {
      kind: trained.head.kind,
      fitted: { ...trained.fitted, ...(options.augment.length === 0 ? {} : { augment: [...options.augment] }) },
      temperature: trained.head.kind === 'knn' ? 1 : trained.head.temperature,
    },
    seed: options.seed,
    split: outcome.split,
    counts: outcome.counts,
    metrics: {
      validation: validation === undefined ? null : summary(validation),
      crossValidation: crossValidation === undefined ? null : { folds: crossValidation.folds, ...summary(crossValidation) },
    },
    ...(outcome.tuning === undefined ? {} : { fineTuned: fineTunedOf(outcome.tuning) }),
    ...trustOf(outcome),
    files: {},
  };
}

function fineTunedOf({ from, frozenAt, blocks, options, epochs, best }: TuningRecord): NonNullable<Manifest['fineTuned']> {
  return {
    from,
    frozenAt,
    parameters: blocks.reduce((sum, block) => sum + block.parameters, 0),
    epochs: epochs.length,
    best,
    options: { ...options },
  };
}

function trustOf({ trust: { sets, novelty }, measured }: TrainingOutcome): Pick<Manifest, 'predictionSets' | 'rejection'> {
  const found = measured?.predictionSets;
  const known = measured?.rejection;
  return {
    ...(sets === undefined
      ? {}
      : {
          predictionSets: {
            images: sets.images,
            on: sets.on,
            leastProbabilities: [...sets.leastProbabilities],
            heldOut: found
              ? { images: found.images, coverage: found.coverage, covered: found.covered, averageSize: found.averageSize }
              : null,
          },
        }),
    ...(novelty === undefined
      ? {}
      : {
          rejection: {
            images: novelty.images,
            passes: novelty.passes,
            heldOut: known ? { images: known.images, passed: known.passed } : null,
          },
        }),
  };
}

function summary({
  images,
  accuracy,
  accuracyInterval,
  balancedAccuracy,
  logLoss,
  calibration,
}: Evaluation): NonNullable<Manifest['metrics']['validation']> {
  return {
    images,
    accuracy,
    accuracyInterval: { ...accuracyInterval },
    balancedAccuracy,
    loss: logLoss,
    calibrationError: calibration.error,
  };
}
