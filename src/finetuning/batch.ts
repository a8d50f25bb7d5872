import { invalidArgument } from '../errors.ts';
import { drawMixture, mixBatch } from '../optimization/mixup.ts';
import { softTargets } from '../optimization/soft-targets.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { type Random, seededRandom } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { ExampleSource } from './example-source.ts';
import type { ResolvedTuning } from './tuning-options.ts';

/** What a step is given. */
export interface Batch {
  readonly examples: Uint32Array;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly targets: Matrix;
  /** How many the logits have right; of a mixture its larger part counts. */
  rightOf(logits: Matrix): number;
}

/** What decides a batch beside its examples. */
export interface BatchContext {
  /** Of all examples. */
  readonly labels: Int32Array;
  readonly classes: number;
  readonly classWeights: ArrayLike<number> | undefined;
  readonly options: Pick<ResolvedTuning, 'labelSmoothing' | 'mixup'>;
  readonly random: Random;
}

/** The random numbers of an epoch, the same whichever epochs were run before in this process. */
export function epochRandom(seed: number, epoch: number): Random {
  return seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(epoch, 0x85ebca6b));
}

/** Reads a batch: draws views and mixtures, makes the targets. Random numbers are drawn before anything is waited for. */
export async function makeBatch(source: ExampleSource, examples: Uint32Array, context: BatchContext): Promise<Batch> {
  const { labels, classes, classWeights, options, random } = context;
  const views = Uint32Array.from(examples, () => (source.views > 1 ? random.below(source.views) : 0));
  const mixture = options.mixup > 0 && examples.length > 1 ? drawMixture(examples.length, options.mixup, random) : undefined;
  const own = Int32Array.from(examples, (example) => labels[example] ?? 0);
  const inputs = await source.read({ examples, views });
  const plain = softTargets(own, classes, { smoothing: options.labelSmoothing });
  const targets = mixture === undefined ? plain : matrix(plain.rows, classes, mixBatch(plain.data, mixture));
  const rightful = Array.from(own, (label, i) =>
    mixture === undefined || (mixture.shares[i] ?? 1) >= 0.5 ? label : (own[mixture.partners[i] ?? i] ?? label),
  );
  if (classWeights !== undefined) weightRows(targets, classWeights);
  return {
    examples,
    inputs: mixture === undefined ? inputs : mixInputs(inputs, (rows) => mixBatch(rows, mixture)),
    targets,
    rightOf: (logits) => rightful.reduce((count, label, i) => count + Number(largestPlace(rowOf(logits, i)) === label), 0),
  };
}

function mixInputs(inputs: Readonly<Record<string, Tensor>>, mix: (rows: Float32Array) => Float32Array): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      if (value.dtype !== 'float32') throw invalidArgument('mixup', `0 for the input "${name}", which is not of real numbers`, value.dtype);
      return [name, tensor('float32', value.shape, mix(value.data))];
    }),
  );
}

/** An example counts as much as its classes do, each by its part. */
function weightRows(targets: Matrix, classWeights: ArrayLike<number>): void {
  for (let row = 0; row < targets.rows; row++) {
    const target = rowOf(targets, row);
    let weight = 0;
    for (const [c, part] of target.entries()) weight += part * (classWeights[c] ?? 1);
    for (const [c, part] of target.entries()) target[c] = part * weight;
  }
}

/** The place of the largest number; the first of several. */
export function largestPlace(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i;
  return best;
}
