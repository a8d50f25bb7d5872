import { addCombination, dotThree } from './combine.kernel.ts';
import type { Vector } from './regression-space.ts';
import { dot, scaleInto } from './vector.kernel.ts';

/**
 * What L-BFGS remembers of its last steps: each step s, the change y of the gradient over it, and the inner products among
 * them all. Slot p holds s at place 2p and y at 2p + 1.
 */
export interface LbfgsMemory {
  /** How many steps are remembered at most. */
  readonly capacity: number;
  /** The remembered vectors' coefficients by place. */
  readonly vectors: Float64Array[];
  /** Their inner products: place times place, row-major. */
  readonly products: Float64Array;
  /** Each one's inner product with the latest gradient. */
  readonly withGradient: Float64Array;
  /** The slots in use, oldest first. */
  slots: readonly number[];
}

/** An empty memory of up to `capacity` steps. */
export function createLbfgsMemory(capacity: number): LbfgsMemory {
  const places = 2 * capacity;
  return { capacity, vectors: [], products: new Float64Array(places * places), withGradient: new Float64Array(places), slots: [] };
}

/**
 * Remembers a step, in the room of the oldest where there is none left.
 *
 * A step along which the gradient did not grow (rounding, near the optimum) is not remembered: it would break the positive
 * definiteness that makes every direction point downhill.
 *
 * @param step s, the change of the unknowns.
 * @param change y, the change of the gradient.
 * @param gradient The gradient where the step ended.
 */
export function rememberStep(memory: LbfgsMemory, step: Vector, change: Vector, gradient: Vector): void {
  const { capacity, vectors, products, withGradient } = memory;
  const places = 2 * capacity;
  const full = memory.slots.length === capacity;
  const slot = full ? (memory.slots[0] ?? 0) : memory.slots.length;
  const curved = dot(step.coefficients, change.image) > 1e-12 * dot(change.coefficients, change.image);
  if (curved) {
    writeAt(vectors, 2 * slot, step.coefficients);
    writeAt(vectors, 2 * slot + 1, change.coefficients);
    memory.slots = [...(full ? memory.slots.slice(1) : memory.slots), slot];
  }
  const three = new Float64Array(3);
  for (const used of memory.slots) {
    for (const place of [2 * used, 2 * used + 1]) {
      dotThree(vectors[place] as Float64Array, step.image, change.image, gradient.image, three); // a used slot has its vectors
      const [withStep, withChange, product] = three as unknown as [number, number, number]; // it has three elements
      withGradient[place] = product;
      if (!curved) continue;
      products[place * places + 2 * slot] = withStep;
      products[2 * slot * places + place] = withStep;
      products[place * places + 2 * slot + 1] = withChange;
      products[(2 * slot + 1) * places + place] = withChange;
    }
  }
}

function writeAt(vectors: Float64Array[], place: number, values: Float64Array): void {
  const room = vectors[place];
  if (room === undefined) vectors[place] = values.slice();
  else room.set(values);
}

/**
 * Writes the coefficients of the quasi-Newton direction -H·gradient.
 *
 * The two-loop recursion of L-BFGS (D. C. Liu, J. Nocedal, On the limited memory BFGS method for large scale optimization,
 * Mathematical Programming 45, 1989; algorithm 7.4 of Nocedal and Wright 2006), run on the inner products instead of the
 * vectors (W. Chen, Z. Wang, J. Zhou, Large-scale L-BFGS using MapReduce, NIPS 2014, §3.2): the direction is a combination
 * of the remembered vectors, so each of them is read once for its products and once for the sum. Inner products are taken
 * in the metric of the vectors' images.
 */
export function writeLbfgsDirection(memory: LbfgsMemory, gradient: Vector, out: Float64Array): void {
  const { capacity, vectors, products, withGradient, slots } = memory;
  const places = 2 * capacity;
  const factors = new Float64Array(places);
  let ofGradient = 1;
  const at = (row: number, column: number): number => products[row * places + column] ?? 0;
  const productWith = (place: number): number => {
    let sum = ofGradient * (withGradient[place] ?? 0);
    for (const slot of slots) {
      for (const other of [2 * slot, 2 * slot + 1]) sum += (factors[other] ?? 0) * at(place, other);
    }
    return sum;
  };
  const alphas: number[] = [];
  for (const slot of slots.toReversed()) {
    const alpha = productWith(2 * slot) / at(2 * slot, 2 * slot + 1);
    alphas.push(alpha);
    factors[2 * slot + 1] = -alpha;
  }
  const newest = slots.at(-1);
  const scale = newest === undefined ? 1 : at(2 * newest, 2 * newest + 1) / at(2 * newest + 1, 2 * newest + 1);
  ofGradient *= scale;
  scaleInto(factors, scale, factors);
  for (const slot of slots) {
    const beta = productWith(2 * slot + 1) / at(2 * slot, 2 * slot + 1);
    factors[2 * slot] = (factors[2 * slot] ?? 0) + (alphas.pop() ?? 0) - beta;
  }
  scaleInto(out, -ofGradient, gradient.coefficients);
  for (const slot of slots) {
    const [s, y] = [vectors[2 * slot] as Float64Array, vectors[2 * slot + 1] as Float64Array]; // a used slot has its vectors
    addCombination(out, -(factors[2 * slot] ?? 0), s, -(factors[2 * slot + 1] ?? 0), y);
  }
}
