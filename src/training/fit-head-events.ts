import { type FitHeadEvent, type FittedHead, fitHead } from '../heads/fit-head.ts';
import type { Head } from '../heads/head.ts';
import { type OutOfFold, outOfFoldByRefitting, outOfFoldFromLogits } from '../heads/out-of-fold.ts';
import { stratifiedFolds } from '../heads/stratified-folds.ts';
import { type EpochReport, type GradientDescentOptions, trainWithGradientDescent } from '../heads/train-with-gradient-descent.ts';
import { drain } from '../tasks/drain.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { type Labelled, selectPhotos } from './labelled.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** What happens while a head is fitted: a strength or an epoch of its own, or an epoch of the classic recipe. */
export type HeadEvent = { readonly type: 'head'; readonly step: FitHeadEvent } | { readonly type: 'epoch'; readonly epoch: EpochReport };

/** What a fit needs beside the photos and the options. */
export interface HeadContext {
  readonly classes: number;
  /** The widths of the cuts, side by side in the features. */
  readonly blocks: readonly number[];
  readonly multiplier: MatrixMultiplier;
}

/** A head, how it came about, and how to fit it again with the same choices on more photos. */
export interface TrainedHead {
  readonly head: Head;
  /** Kept in the model's manifest. */
  readonly fitted: Readonly<Record<string, unknown>>;
  /** What such heads say of photos that they had not seen, for each photo learned from; undefined where that was not asked for. */
  readonly outOfFold: OutOfFold | undefined;
  /** Absent for the classic recipe, whose number of steps depends on the photos. */
  readonly refit: ((data: Labelled) => Promise<TrainedHead>) | undefined;
}

/** Fits the head that the options ask for. */
export async function* fitHeadEvents(
  training: Labelled,
  heldOut: Labelled | undefined,
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<HeadEvent, TrainedHead, void> {
  return options.head === 'softmax' && options.optimizer !== 'lbfgs'
    ? yield* classicRecipe(training, heldOut, context, options)
    : yield* fitted(training, context, options, { strength: options.strength, neighbours: options.neighbours });
}

async function* classicRecipe(
  training: Labelled,
  heldOut: Labelled | undefined,
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<HeadEvent, TrainedHead, void> {
  const { optimizer, epochs = 2, batchSize = 32, learningRate, classWeights = 'none', seed, signal } = options;
  const recipe: GradientDescentOptions = {
    classes: context.classes,
    optimizer: optimizer === 'lbfgs' || optimizer === 'adamw' ? undefined : optimizer,
    epochs,
    batchSize,
    learningRate,
    classWeights,
    seed,
    signal,
  };
  const steps = trainWithGradientDescent(training.features, training.labels, {
    ...recipe,
    ...(heldOut === undefined ? {} : { validation: heldOut }),
  });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'epoch', epoch: step.value };
  const settings = { optimizer, epochs, batchSize, classWeights, ...(learningRate === undefined ? {} : { learningRate }) };
  const again = ({ features, labels }: Labelled): Promise<Head> => drain(trainWithGradientDescent(features, labels, recipe));
  return { head: step.value, fitted: settings, outOfFold: await refitPerFold(training, again, context, options), refit: undefined };
}

async function* fitted(
  training: Labelled,
  context: HeadContext,
  options: ResolvedTrainOptions,
  chosen: { readonly strength: number | undefined; readonly neighbours: number | undefined },
): AsyncGenerator<HeadEvent, TrainedHead, void> {
  const { head: kind, folds, classWeights = 'balanced', seed, hidden = 128, signal } = options;
  const fitTo = (data: Labelled): AsyncGenerator<FitHeadEvent, FittedHead, void> =>
    fitHead(data.features, data.labels, {
      ...{ ...context, ...chosen, kind, classWeights, folds, seed, signal },
      ...{ hidden: [hidden], keys: data.keys },
    });
  const steps = fitTo(training);
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'head', step: step.value };
  const { head, softmax, epochs } = step.value;
  const crossValidation = softmax?.crossValidation;
  const votersOf = head.kind === 'knn' ? { neighbours: head.neighbours, sharpness: head.sharpness } : {};
  const again = async (data: Labelled): Promise<Head> => (await drain(fitTo(data))).head;
  return {
    head,
    fitted: {
      optimizer: kind === 'softmax' ? 'lbfgs' : kind === 'mlp' ? 'adamw' : 'none',
      classWeights,
      ...(softmax === undefined ? {} : { strength: softmax.strength, iterations: softmax.iterations, converged: softmax.converged }),
      ...(epochs === undefined ? {} : { epochs, hidden }),
      ...votersOf,
    },
    outOfFold:
      crossValidation === undefined
        ? kind === 'softmax'
          ? undefined
          : await refitPerFold(training, again, context, options)
        : outOfFoldFromLogits(crossValidation.outOfFoldLogits, crossValidation.foldOf, training.labels),
    refit: (data) => {
      const same = { strength: softmax?.strength, neighbours: head.kind === 'knn' ? head.neighbours : undefined };
      return drain(fitted(data, context, options, same));
    },
  };
}

/** For heads that don't hold photos out on their way: fits one for each fold, where that was asked for. */
async function refitPerFold(
  training: Labelled,
  fitTo: (data: Labelled) => Promise<Head>,
  { classes, multiplier }: HeadContext,
  { crossValidate, folds, seed, signal }: ResolvedTrainOptions,
): Promise<OutOfFold | undefined> {
  if (!crossValidate) return undefined;
  const { features, labels, keys } = training;
  const foldOf = stratifiedFolds(labels, classes, { folds, seed, keys });
  const fitRows = (rows: readonly number[]): Promise<Head> => fitTo(selectPhotos(training, rows));
  return outOfFoldByRefitting(features, labels, foldOf, fitRows, { classes, multiplier, signal });
}
