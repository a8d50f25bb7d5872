import { describe, expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { createLbfgsMemory, rememberStep, writeLbfgsDirection } from './lbfgs.ts';
import type { Vector } from './regression-space.ts';

const size = 4;
const random = seededRandom(11);
const plain = (values: Float64Array): Vector => ({ coefficients: values, image: values });
const draw = () => Float64Array.from({ length: size }, () => random.normal());
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * Number(b[i]), 0);

/** The dense BFGS update of the inverse Hessian, Nocedal and Wright 2006 eq. 6.17: H ← (I - ρsyᵀ)H(I - ρysᵀ) + ρssᵀ. */
function denseUpdate(h: number[][], s: Float64Array, y: Float64Array): number[][] {
  const rho = 1 / dot(s, y);
  const left = h.map((_, i) => h.map((__, j) => Number(i === j) - rho * Number(s[i]) * Number(y[j])));
  const product = (a: number[][], b: number[][]) =>
    a.map((row) => b.map((_, j) => row.reduce((sum, x, p) => sum + x * Number(b[p]?.[j]), 0)));
  const transposed = left.map((_, i) => left.map((row) => Number(row[i])));
  return product(product(left, h), transposed).map((row, i) => row.map((x, j) => x + rho * Number(s[i]) * Number(s[j])));
}

describe('writeLbfgsDirection', () => {
  test('is the dense BFGS direction from the scaled identity, over the remembered steps', () => {
    const capacity = 3;
    const memory = createLbfgsMemory(capacity);
    const pairs: { s: Float64Array; y: Float64Array }[] = [];
    for (let step = 0; step < 6; step++) {
      const s = draw();
      // y = A s for a positive definite diagonal A, plus a little: curvature stays positive.
      const y = Float64Array.from(s, (x, i) => (1 + i) * x + 0.01 * random.normal());
      const gradient = draw();
      pairs.push({ s, y });
      rememberStep(memory, plain(s.slice()), plain(y.slice()), plain(gradient));
      const kept = pairs.slice(-capacity);
      const newest = pairs.at(-1) ?? { s, y };
      const scale = dot(newest.s, newest.y) / dot(newest.y, newest.y);
      let h = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? scale : 0)));
      for (const pair of kept) h = denseUpdate(h, pair.s, pair.y);
      const direction = new Float64Array(size);
      writeLbfgsDirection(memory, plain(gradient), direction);
      for (const [i, row] of h.entries()) expect(direction[i]).toBeCloseTo(-dot(Float64Array.from(row), gradient), 10);
    }
  });

  test('without memory is straight down', () => {
    const direction = new Float64Array(size);
    writeLbfgsDirection(createLbfgsMemory(2), plain(Float64Array.of(1, -2, 3, 0)), direction);
    expect([...direction]).toEqual([-1, 2, -3, -0]);
  });

  test('does not remember a step along which the gradient fell', () => {
    const memory = createLbfgsMemory(2);
    rememberStep(memory, plain(Float64Array.of(1, 0, 0, 0)), plain(Float64Array.of(-1, 0, 0, 0)), plain(draw()));
    expect(memory.slots).toEqual([]);
  });

  test('in another metric is the same direction in other coordinates', () => {
    // Coordinates u of w = Mᵀu with the metric MMᵀ: s, y, g in w-space are Mᵀ of those in u-space.
    const m = Array.from({ length: size }, () => [...draw()]);
    const toSpace = (u: Float64Array) => Float64Array.from(u, (_, j) => m.reduce((sum, row, i) => sum + Number(row[j]) * Number(u[i]), 0));
    const metric = (u: Float64Array): Vector => {
      const w = toSpace(u);
      return { coefficients: u, image: Float64Array.from(m, (row) => dot(Float64Array.from(row), w)) };
    };
    const inCoordinates = createLbfgsMemory(3);
    const inSpace = createLbfgsMemory(3);
    for (let step = 0; step < 2; step++) {
      const s = draw();
      const y = Float64Array.from(s, (x) => 2 * x + 0.001 * random.normal());
      const g = draw();
      rememberStep(inCoordinates, metric(s), metric(y), metric(g));
      rememberStep(inSpace, plain(toSpace(s)), plain(toSpace(y)), plain(toSpace(g)));
      const [u, w] = [new Float64Array(size), new Float64Array(size)];
      writeLbfgsDirection(inCoordinates, metric(g), u);
      writeLbfgsDirection(inSpace, plain(toSpace(g)), w);
      for (const [i, x] of toSpace(u).entries()) expect(x).toBeCloseTo(Number(w[i]), 8);
    }
  });
});
