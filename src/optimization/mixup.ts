import { invalidArgument } from '../errors.ts';
import { type Random, shuffle } from '../tensor/random.ts';
import { mixRows } from './mixup.kernel.ts';

/** Which examples of a batch are mixed, and by how much. */
export interface Mixture {
  /** For each example, the one it is mixed with: its place in the batch. */
  readonly partners: Uint32Array;
  /** For each, λ: the part that is its own. */
  readonly shares: Float64Array;
}

/**
 * Draws how a batch is mixed: λ ~ Beta(α, α) for each example, partners by a random permutation.
 *
 * H. Zhang, M. Cisse, Y. N. Dauphin, D. Lopez-Paz, mixup: Beyond empirical risk minimization, ICLR 2018. Mixed at activations
 * within a network it is manifold mixup: V. Verma et al., ICML 2019.
 *
 * @param alpha α above 0: at 0.2 most mixtures are nearly pure, at 1 all are equally likely.
 * @throws `INVALID_ARGUMENT`
 */
export function drawMixture(examples: number, alpha: number, random: Random): Mixture {
  if (!(alpha > 0)) throw invalidArgument('mixup', 'a number above 0, such as 0.2', alpha);
  const partners = shuffle(
    Uint32Array.from({ length: examples }, (_, i) => i),
    random,
  );
  return { partners, shares: Float64Array.from({ length: examples }, () => betaSample(alpha, random)) };
}

/**
 * Mixes the rows of a batch: row i becomes λᵢ·row i + (1 - λᵢ)·row of its partner.
 *
 * @param rows Examples side by side, each of the same length; left as they are.
 */
export function mixBatch(rows: Float32Array, { partners, shares }: Mixture): Float32Array {
  const mixed = new Float32Array(rows.length);
  mixRows(rows, partners, shares, rows.length / partners.length, mixed);
  return mixed;
}

/** Beta(α, α), as G / (G + G') of two gamma variates. */
function betaSample(alpha: number, random: Random): number {
  const [a, b] = [gammaSample(alpha, random), gammaSample(alpha, random)];
  return a + b === 0 ? random.below(2) : a / (a + b); // both underflow where α is tiny: then it is one or the other
}

/** Gamma(shape, 1): G. Marsaglia, W. W. Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000); below 1 by their §6. */
function gammaSample(shape: number, random: Random): number {
  if (shape < 1) return gammaSample(shape + 1, random) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
