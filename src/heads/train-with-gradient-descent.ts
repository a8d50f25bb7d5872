import { invalidArgument } from '../errors.ts';
import { createOptimizer, type OptimizerName, type OptimizerOptions } from '../optimization/optimizers.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import { type Random, seededRandom, shuffle } from '../tensor/random.ts';
import { type ClassWeights, resolveClassWeights } from './class-weights.ts';
import { runLinearBatch } from './linear-batch.kernel.ts';
import type { SoftmaxHead } from './softmax-head.ts';

/** How the classic recipe trains. */
export interface GradientDescentOptions extends Pick<OptimizerOptions, 'learningRate' | 'momentum'> {
  /** How many classes there are. */
  readonly classes: number;
  /** @default 'rmsprop' */
  readonly optimizer?: OptimizerName | undefined;
  /** How often every photo is seen. @default 2 */
  readonly epochs?: number | undefined;
  /** How many photos go into one step. @default 32 */
  readonly batchSize?: number | undefined;
  /** Decides the first weights and the order of the photos. @default 0 */
  readonly seed?: number | undefined;
  /** @default 'none', as in Keras */
  readonly classWeights?: ClassWeights | undefined;
  /** Photos to measure loss and accuracy on after each epoch. */
  readonly validation?: { readonly features: Matrix; readonly labels: Labels } | undefined;
  readonly signal?: Cancellation | undefined;
}

/** How an epoch went. */
export interface EpochReport {
  /** Which epoch, from 1. */
  readonly epoch: number;
  /** How many there are to be. */
  readonly epochs: number;
  /** The mean loss over the epoch's batches, each taken before its step: Keras's `loss`. */
  readonly loss: number;
  /** The part of the photos that was right, likewise. */
  readonly accuracy: number;
  /** The mean loss on the validation photos after the epoch. */
  readonly validationLoss?: number;
  /** The part of the validation photos that is right after the epoch. */
  readonly validationAccuracy?: number;
}

/**
 * Trains a linear softmax head the classic way: mini-batches of raw features, a few epochs of rmsprop, adam or sgd.
 *
 * What Keras does for `Dense(classes, activation='softmax')` on frozen features: Glorot-uniform weights (X. Glorot,
 * Y. Bengio, AISTATS 2010, eq. 16), zero biases, photos shuffled anew each epoch, a last batch that may be smaller. For the
 * best head use `fitHead`; this one is for those who know the recipe, and to compare.
 *
 * @example
 * const training = trainWithGradientDescent(features, labels, { classes: 2 });
 * for (let step = await training.next(); !step.done; step = await training.next()) console.log(step.value.accuracy);
 * @param features Raw features, n x d.
 * @param labels The class of each row.
 * @returns (by the generator) the head, at temperature 1.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`; the signal's reason, between batches.
 */
export async function* trainWithGradientDescent(
  features: Matrix,
  labels: Labels,
  options: GradientDescentOptions,
): AsyncGenerator<EpochReport, SoftmaxHead, void> {
  const { classes, optimizer: name = 'rmsprop', epochs = 2, batchSize = 32, seed = 0, validation, signal } = options;
  const { learningRate, momentum, classWeights: choice = 'none' } = options;
  expectCount('epochs', epochs);
  expectCount('batchSize', batchSize);
  if (learningRate !== undefined && !(learningRate > 0)) throw invalidArgument('learningRate', 'a number above 0', learningRate);
  const { rows, columns } = features;
  if (rows === 0) throw invalidArgument('features', 'at least one row', rows, 'There are no photos to learn from.');
  const own = expectLabels(labels, rows, classes);
  const validate = validation === undefined ? undefined : prepareValidation(validation, columns, classes);
  const classWeights = resolveClassWeights(choice, own, classes);
  const random = seededRandom(seed);
  const parameters = glorotUniform(columns, classes, random);
  const gradient = new Float64Array(parameters.length);
  const optimizer = createOptimizer(name, parameters.length, { learningRate, momentum });
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(order, random);
    let [lossSum, right] = [0, 0];
    for (let start = 0; start < rows; start += batchSize) {
      signal?.throwIfAborted();
      const batch = order.subarray(start, start + batchSize);
      const result = runLinearBatch(features.data, columns, parameters, own, classWeights, batch, gradient);
      optimizer.step(parameters, gradient);
      lossSum += result.lossSum;
      right += result.right;
    }
    yield { epoch, epochs, loss: lossSum / rows, accuracy: right / rows, ...validate?.(parameters) };
  }
  return {
    kind: 'softmax',
    weights: matrix(columns, classes, parameters.slice(0, columns * classes)),
    bias: parameters.slice(columns * classes),
    temperature: 1,
  };
}

/** Weights uniform in ±√(6 / (d + k)), then biases of 0. */
function glorotUniform(columns: number, classes: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / (columns + classes));
  const parameters = new Float32Array((columns + 1) * classes);
  for (let i = 0; i < columns * classes; i++) parameters[i] = limit * (2 * random.next() - 1);
  return parameters;
}

function prepareValidation(
  { features, labels }: { readonly features: Matrix; readonly labels: Labels },
  columns: number,
  classes: number,
): (parameters: Float32Array) => Pick<EpochReport, 'validationLoss' | 'validationAccuracy'> {
  const { rows, data } = features;
  if (features.columns !== columns) throw invalidArgument('validation.features', `a matrix of ${columns} columns`, features.columns);
  const own = expectLabels(labels, rows, classes);
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  const alike = new Float64Array(classes).fill(1);
  return (parameters) => {
    if (rows === 0) return {};
    const { lossSum, right } = runLinearBatch(data, columns, parameters, own, alike, all);
    return { validationLoss: lossSum / rows, validationAccuracy: right / rows };
  };
}

function expectCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw invalidArgument(name, 'a whole number of at least 1', value);
}
