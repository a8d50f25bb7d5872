import { invalidArgument } from '../errors.ts';
import { createOptimizer } from '../optimization/optimizers.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';
import { sampleWeightsOf } from './class-weights.ts';
import { foldLayerInPlace } from './fold.kernel.ts';
import { type DenseLayer, type MlpHead, mlpLogits } from './mlp.ts';
import { mlpGradient } from './mlp-gradient.ts';
import { scoreLogits } from './score-logits.ts';
import { applyStandardizer, type Standardizer } from './standardize.ts';

/** How an {@link MlpHead} is fitted. */
export interface FitMlpOptions {
  /** The weight of a photo of each class. */
  readonly classWeights: Float64Array;
  /** The fold of each photo; fold 0 is held out to tell when to stop. */
  readonly foldOf: Int32Array;
  /** The widths of the hidden layers. */
  readonly hidden: readonly number[];
  /** Decides the first weights and the order of the photos. */
  readonly seed: number;
  readonly signal?: Cancellation | undefined;
}

/** How an epoch of an {@link fitMlp} went. */
export interface MlpEpoch {
  /** `choosing`: on some photos, to find how many epochs are best; `final`: on all photos, for so many. */
  readonly stage: 'choosing' | 'final';
  /** Which epoch, from 1. */
  readonly epoch: number;
  /** How many there are at most. */
  readonly epochs: number;
  /** Mean loss over the epoch's batches. */
  readonly loss: number;
  /** Log loss on the photos held out, at the temperature that suits it best; while choosing. */
  readonly heldOutLoss?: number;
  /** The part of the photos held out that is right; while choosing. */
  readonly heldOutAccuracy?: number;
}

/** A fitted head and how long it took. */
export interface MlpFit {
  readonly head: MlpHead;
  /** How many epochs were best. */
  readonly epochs: number;
}

const batchSize = 32;
const epochLimit = 100;
/** How many epochs in a row without a held-out loss lower by this part end the choosing. */
const patience = 5;
const leastGain = 0.01;
/** How many epochs where no photo can be held out. */
const blindEpochs = 10;
/** Three times AdamW's usual rate, its usual decay: as good a held-out loss (0.53 against 0.56 on clothing, 0.39 against 0.36 on flowers), sooner. */
const rates = { learningRate: 0.003, weightDecay: 0.01 };
/**
 * What He's spread is multiplied by in the first layer. With as many features as this, full-sized first weights stay what they
 * are and the layer is a random projection: at the same rate, held-out losses of 0.62 against 0.53 on 600 photos of clothing
 * and of 0.49 against 0.39 on 140 of flowers (one seed each).
 */
const firstSpread = 0.1;

/**
 * Fits a head with hidden layers by AdamW on standardized features, and yields every epoch.
 *
 * A part of the photos is held out first: when their log loss has not fallen by 1 % for 5 epochs, the best number of epochs is
 * known, and the network is trained anew on all photos for so many (early stopping, then all data: I. Goodfellow, Y. Bengio,
 * A. Courville, Deep learning, 2016, §7.8, algorithm 7.2). The photos held out give the temperature too. Batches of 32,
 * learning rate 0.003, decay 0.01; the first weights are He's (K. He et al., ICCV 2015, eq. 10), smaller in the first layer.
 *
 * Cost: 6·n·d·h multiply-adds an epoch for h hidden units, and 4·d·h numbers of state.
 *
 * @param features Raw features, n x d.
 * @throws `INVALID_ARGUMENT` when `hidden` is not a list of whole numbers of at least 1; the signal's reason, between batches.
 */
export async function* fitMlp(
  features: Matrix,
  labels: Int32Array,
  standardizer: Standardizer,
  multiplier: MatrixMultiplier,
  options: FitMlpOptions,
): AsyncGenerator<MlpEpoch, MlpFit, void> {
  const { classWeights, foldOf, hidden } = options;
  if (hidden.length === 0 || !hidden.every((width) => Number.isInteger(width) && width >= 1)) {
    throw invalidArgument('hidden', 'a list of whole numbers of at least 1', hidden, 'For no hidden layer use the softmax head.');
  }
  const input = applyStandardizer(features, standardizer);
  const all = [...labels.keys()];
  const heldOut = all.filter((photo) => foldOf[photo] === 0);
  const learned = all.filter((photo) => foldOf[photo] !== 0);
  let [epochs, temperature] = [blindEpochs, 1];
  if (heldOut.length > 0) {
    const training = trainEpochs(input, labels, learned, multiplier, options);
    const test = { input: takeRows(input, heldOut), labels: Int32Array.from(heldOut, (photo) => labels[photo] ?? 0) };
    let best = Number.POSITIVE_INFINITY;
    for (let epoch = 1; epoch <= epochLimit && epoch <= epochs + patience; epoch++) {
      const { loss, layers } = await training();
      const score = scoreLogits(await mlpLogits({ layers }, test.input, multiplier), test.labels, classWeights);
      if (score.logLoss < best * (1 - leastGain) || epoch === 1) [best, epochs, temperature] = [score.logLoss, epoch, score.temperature];
      yield { stage: 'choosing', epoch, epochs: epochLimit, loss, heldOutLoss: score.logLoss, heldOutAccuracy: score.accuracy };
    }
  }
  const training = trainEpochs(input, labels, all, multiplier, options);
  let layers: readonly DenseLayer[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const result = await training();
    layers = result.layers;
    yield { stage: 'final', epoch, epochs, loss: result.loss };
  }
  const [first] = layers;
  if (first !== undefined) foldLayerInPlace(standardizer, first.weights.data, first.bias);
  return { head: { kind: 'mlp', layers, temperature }, epochs };
}

/** Makes a network and a function that trains it for one more epoch on some of the photos. */
function trainEpochs(
  input: Matrix,
  labels: Int32Array,
  photos: readonly number[],
  multiplier: MatrixMultiplier,
  { classWeights, hidden, seed, signal }: FitMlpOptions,
): () => Promise<{ readonly loss: number; readonly layers: readonly DenseLayer[] }> {
  const random = seededRandom(seed);
  const widths = [input.columns, ...hidden, classWeights.length];
  const layers = widths.slice(1).map((outputs, index): DenseLayer => {
    const inputs = widths[index] ?? 0;
    // He: variance 2 / (the expected squared length of the input), which the standardizer has made that of a photo.
    const spread = index === 0 ? firstSpread * Math.sqrt(2 / meanSquaredLength(input)) : Math.sqrt(2 / inputs);
    const weights = matrix(inputs, outputs);
    for (let i = 0; i < weights.data.length; i++) weights.data[i] = spread * random.normal();
    return { weights, bias: new Float32Array(outputs) };
  });
  const optimizers = layers.map(({ weights, bias }) => ({
    weights: createOptimizer('adam', weights.data.length, rates),
    bias: createOptimizer('adam', bias.length, { learningRate: rates.learningRate }),
  }));
  const sampleWeights = sampleWeightsOf(labels, classWeights, undefined);
  const order = Uint32Array.from(photos);
  return async () => {
    shuffle(order, random);
    let lossSum = 0;
    for (let start = 0; start < order.length; start += batchSize) {
      signal?.throwIfAborted();
      const batch = order.subarray(start, start + batchSize);
      const weights = Float64Array.from(batch, (photo) => ((sampleWeights[photo] ?? 0) * labels.length) / batch.length);
      const batchLabels = Int32Array.from(batch, (photo) => labels[photo] ?? 0);
      const gradient = await mlpGradient(layers, takeRows(input, batch), batchLabels, weights, multiplier);
      for (const [index, layer] of gradient.layers.entries()) {
        const { weights: own, bias } = layers[index] ?? layer;
        optimizers[index]?.weights.step(own.data, layer.weights.data);
        optimizers[index]?.bias.step(bias, layer.bias);
      }
      lossSum += gradient.loss * batch.length;
    }
    return { loss: lossSum / order.length, layers };
  };
}

function meanSquaredLength({ data, rows }: Matrix): number {
  let sum = 0;
  for (const x of data) sum += x * x;
  return sum === 0 ? 1 : sum / rows; // features that are all alike are all 0
}
