import { type FitHeadEvent, fitHead } from '../heads/fit-head.ts';
import type { Head } from '../heads/head.ts';
import { type EpochReport, trainWithGradientDescent } from '../heads/train-with-gradient-descent.ts';
import { drain } from '../tasks/drain.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Labelled } from './labelled.ts';
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
  readonly crossValidation: { readonly folds: number; readonly accuracy: number; readonly loss: number } | undefined;
  /** Absent for the classic recipe, whose number of steps depends on the photos. */
  readonly refit: ((data: Labelled) => Promise<Head>) | undefined;
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
    : yield* fitted(training, context, options);
}

async function* classicRecipe(
  training: Labelled,
  heldOut: Labelled | undefined,
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<HeadEvent, TrainedHead, void> {
  const { optimizer, epochs = 2, batchSize = 32, learningRate, classWeights = 'none', seed, signal } = options;
  const steps = trainWithGradientDescent(training.features, training.labels, {
    classes: context.classes,
    optimizer: optimizer === 'lbfgs' ? undefined : optimizer,
    epochs,
    batchSize,
    learningRate,
    classWeights,
    seed,
    signal,
    ...(heldOut === undefined ? {} : { validation: heldOut }),
  });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'epoch', epoch: step.value };
  const settings = { optimizer, epochs, batchSize, classWeights, ...(learningRate === undefined ? {} : { learningRate }) };
  return { head: step.value, fitted: settings, crossValidation: undefined, refit: undefined };
}

async function* fitted(
  training: Labelled,
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<HeadEvent, TrainedHead, void> {
  const { head: kind, strength, folds, classWeights = 'balanced', seed, hidden = 128, neighbours, signal } = options;
  const common = { ...context, kind, classWeights, folds, seed, signal, hidden: [hidden] };
  const steps = fitHead(training.features, training.labels, { ...common, strength, neighbours, keys: training.keys });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'head', step: step.value };
  const { head, softmax, epochs } = step.value;
  const best = softmax?.crossValidation?.table.find((row) => row.strength === softmax.strength);
  const votersOf = head.kind === 'knn' ? { neighbours: head.neighbours, sharpness: head.sharpness } : {};
  return {
    head,
    fitted: {
      optimizer: kind === 'softmax' ? 'lbfgs' : kind === 'mlp' ? 'adamw' : 'none',
      classWeights,
      ...(softmax === undefined ? {} : { strength: softmax.strength, iterations: softmax.iterations, converged: softmax.converged }),
      ...(epochs === undefined ? {} : { epochs, hidden }),
      ...votersOf,
    },
    crossValidation: best && { folds: new Set(softmax?.crossValidation?.foldOf).size, accuracy: best.accuracy, loss: best.logLoss },
    refit: async (data) => {
      const again = fitHead(data.features, data.labels, {
        ...common,
        strength: softmax?.strength,
        neighbours: head.kind === 'knn' ? head.neighbours : undefined,
        keys: data.keys,
      });
      return (await drain(again)).head;
    },
  };
}
