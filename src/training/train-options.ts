import type { GatherOptions } from '../checking/gather-photos.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { invalidArgument } from '../errors.ts';
import {
  type ResolvedTuning,
  resolveTuning,
  type TuningOptimizer,
  type TuningOptions,
  tuningOptimizers,
} from '../finetuning/tuning-options.ts';
import type { ClassWeights } from '../heads/class-weights.ts';
import type { OptimizerName } from '../optimization/optimizers.ts';
import { type Augmentation, augmentations } from '../preprocessing/augment-pixels.ts';

/** What to train on, and how. Only `data` is required. */
export interface TrainOptions extends GatherOptions, Pick<TuningOptions, (typeof tuningOnly)[number]> {
  /** A folder, an archive or a table of labelled photos (see `openDataset`), or a dataset opened before. */
  readonly data: string | Dataset;
  /** @default 'softmax' */
  readonly head?: 'softmax' | 'mlp' | 'knn' | undefined;
  /**
   * The first layer of the backbone that is trained together with the head; all before it stays as it is, and is computed once.
   * Slower than a head alone, and often better. @default none: the head alone is trained
   */
  readonly trainFrom?: string | undefined;
  /**
   * `lbfgs` fits a softmax head to its optimum; rmsprop, adam and sgd are the classic recipe, in epochs. With `trainFrom`: sgd,
   * rmsprop or adamw. @default 'lbfgs'; 'sgd' with `trainFrom`
   */
  readonly optimizer?: 'lbfgs' | 'adamw' | OptimizerName | undefined;
  /** L2 strength of a head fitted by `lbfgs`; with `trainFrom` of the one in the model. @default chosen by cross-validation */
  readonly strength?: number | undefined;
  /** Folds of the cross-validation. @default 5 */
  readonly folds?: number | undefined;
  /**
   * Whether the way of training is cross-validated: the metrics, and what prediction sets are calibrated on. Free for a softmax head fitted by
   * `lbfgs`, which does so to choose its strength; the others are fitted once more for each fold.
   * @default true, but for an MLP and the classic recipe only where `folds` is given
   */
  readonly crossValidate?: boolean | undefined;
  /** How much a photo of each class counts. @default 'balanced'; 'none' for the classic recipe */
  readonly classWeights?: ClassWeights | undefined;
  /** Of the classic recipe, and with `trainFrom`. @default 2; 4 with `trainFrom` */
  readonly epochs?: number | undefined;
  /** Of the classic recipe, and with `trainFrom`. @default 32; 16 with `trainFrom` */
  readonly batchSize?: number | undefined;
  /** Of the classic recipe, and with `trainFrom`. @default the optimizer's own, as in Keras; see `TuningOptions` */
  readonly learningRate?: number | undefined;
  /** Width of an MLP's hidden layer. @default 128 */
  readonly hidden?: number | undefined;
  /** Neighbours that vote in kNN. @default chosen by cross-validation */
  readonly neighbours?: number | undefined;
  /** Part of the photos held out for measuring, where the dataset has no validation folder. @default 0.2 */
  readonly validation?: number | undefined;
  /** Learn from changed copies of the photos, too: each way costs as much as the photos themselves, once. @default none */
  readonly augment?: readonly Augmentation[] | undefined;
  /** Whether to measure how accuracy grows with the number of photos, and to forecast what twice as many would bring. @default false */
  readonly learningCurve?: boolean | undefined;
  /** The coverage that prediction sets are measured at; a model gives sets for any. @default 0.9 */
  readonly coverage?: number | undefined;
  /** Part of photos of the known classes that is let through when others are called unknown; 1: nothing ever is. @default 0.95 */
  readonly keepKnown?: number | undefined;
  /**
   * Whether copies of photos to learn from may stand among those to measure with, where the user's own folders put them
   * there. What is measured is then too good. @default false
   */
  readonly allowLeakage?: boolean | undefined;
  /** Decides the split, the folds, and every random number. @default 0 */
  readonly seed?: number | undefined;
}

/** Options with their defaults filled in. */
export type ResolvedTrainOptions = Omit<TrainOptions, Defaulted> & { readonly [Name in Defaulted]: NonNullable<TrainOptions[Name]> } & {
  /** How the layers from `trainFrom` on are trained; undefined where the head alone is. */
  readonly tuning: ResolvedTuning | undefined;
};

type Defaulted =
  | 'head'
  | 'optimizer'
  | 'validation'
  | 'seed'
  | 'folds'
  | 'crossValidate'
  | 'coverage'
  | 'keepKnown'
  | 'augment'
  | 'allowLeakage'
  | 'fit'
  | 'strict'
  | 'keepFeatures';

/** Options that belong to training from a cut alone. */
const tuningOnly = [
  ...(['warmUp', 'weightDecay', 'labelSmoothing', 'mixup', 'patience', 'leastGain', 'blockDecay', 'unfreezeEvery'] as const),
  'headStrength',
] as const;

/** Options that belong to the classic recipe, and to training from a cut. */
const classicOnly = ['epochs', 'batchSize', 'learningRate'] as const;

/**
 * Checks options and fills in the defaults.
 *
 * @throws `INVALID_ARGUMENT` for a wrong value, or for one that the chosen head would ignore.
 */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  const { head = 'softmax', trainFrom } = options;
  const tuning = trainFrom === undefined ? undefined : resolveTuning({ ...options, optimizer: tuningOptimizer(options, head) });
  const optimizer = tuning === undefined ? (options.optimizer ?? 'lbfgs') : 'lbfgs'; // what the head begins with
  const {
    validation = 0.2,
    seed = 0,
    folds = 5,
    fit = 'stretch',
    coverage = 0.9,
    keepKnown = 0.95,
    augment = [],
    learningCurve = false,
    allowLeakage = false,
    strict = false,
    keepFeatures = true,
  } = options;
  if (!['softmax', 'mlp', 'knn'].includes(head)) throw invalidArgument('head', 'softmax, mlp or knn', head);
  if (!['lbfgs', 'rmsprop', 'adam', 'sgd'].includes(optimizer))
    throw invalidArgument('optimizer', 'lbfgs, rmsprop, adam or sgd; adamw with trainFrom', optimizer);
  for (const name of tuningOnly) if (options[name] !== undefined && tuning === undefined) throw ignored(name, 'trainFrom', options[name]);
  if (!(validation >= 0 && validation < 1))
    throw invalidArgument('validation', 'a part of at least 0 and below 1, such as 0.2', validation);
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', 'a whole number', seed);
  if (!Number.isInteger(folds) || folds < 2) throw invalidArgument('folds', 'a whole number of at least 2', folds);
  if (!(coverage >= 0.5 && coverage <= 0.99)) throw invalidArgument('coverage', 'a part from 0.5 to 0.99, such as 0.9', coverage);
  if (!(keepKnown > 0 && keepKnown <= 1)) throw invalidArgument('keepKnown', 'a part above 0 and up to 1, such as 0.95', keepKnown);
  for (const how of augment) if (!augmentations.includes(how)) throw invalidArgument('augment', augmentations.join(', '), how);
  const classic = head === 'softmax' && optimizer !== 'lbfgs';
  if (head !== 'softmax' && options.optimizer !== undefined) throw ignored('optimizer', 'the softmax head', head);
  for (const name of classicOnly) {
    if (options[name] !== undefined && !classic && tuning === undefined)
      throw ignored(name, 'the classic recipe (optimizer rmsprop, adam or sgd) and to trainFrom', options[name]);
  }
  if (options.strength !== undefined && (classic || head !== 'softmax'))
    throw ignored('strength', 'a softmax head fitted by lbfgs', options.strength);
  if (options.hidden !== undefined && head !== 'mlp') throw ignored('hidden', 'the head mlp', options.hidden);
  if (options.neighbours !== undefined && head !== 'knn') throw ignored('neighbours', 'the head knn', options.neighbours);
  const { crossValidate = options.folds !== undefined || head === 'knn' || (head === 'softmax' && !classic) } = options;
  return {
    ...options,
    head,
    optimizer,
    tuning,
    validation,
    seed,
    folds,
    crossValidate,
    coverage,
    keepKnown,
    augment,
    learningCurve,
    allowLeakage,
    fit,
    strict,
    keepFeatures,
  };
}

/** @throws `INVALID_ARGUMENT` for a head or an optimizer that training from a cut does not know */
function tuningOptimizer({ optimizer = 'sgd' }: TrainOptions, head: string): TuningOptimizer {
  if (head !== 'softmax') throw invalidArgument('head', 'softmax with trainFrom', head, 'Leave out the head, or trainFrom.');
  const found = tuningOptimizers.find((name) => name === optimizer);
  if (found === undefined) throw invalidArgument('optimizer', `${tuningOptimizers.join(', ')} with trainFrom`, optimizer);
  return found;
}

function ignored(name: string, belongs: string, received: unknown): Error {
  return invalidArgument(name, `left out: it belongs to ${belongs}`, received, `Leave ${name} out, or choose ${belongs}.`);
}
