import { expect, test } from 'vitest';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { resolveClassWeights } from './class-weights.ts';
import { ridgeOutOfFold } from './ridge-out-of-fold.ts';
import { applyStandardizer, fitStandardizer } from './standardize.ts';

const classes = 3;
const blocks = [3, 5];

function problem(rows: number): { features: Matrix; labels: Int32Array; foldOf: Int32Array } {
  const random = seededRandom(7);
  const labels = Int32Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? 2 : i % 2)); // uneven
  const features = matrix(rows, 8);
  for (const [i, label] of labels.entries())
    for (let j = 0; j < 8; j++) rowOf(features, i)[j] = random.normal() + (j % classes === label ? 1.5 : 0);
  return { features, labels, foldOf: Int32Array.from({ length: rows }, (_, i) => i % 4) };
}

/** Gauss and Jordan, with pivots. */
function solve(rows: number[][], right: number[]): number[] {
  const system = rows.map((row, i) => [...row, right[i] ?? 0]);
  for (let at = 0; at < system.length; at++) {
    const pivot = system
      .slice(at)
      .reduce((best, row, i) => (Math.abs(row[at] ?? 0) > Math.abs(system[best]?.[at] ?? 0) ? at + i : best), at);
    [system[at], system[pivot]] = [system[pivot] ?? [], system[at] ?? []];
    const own = system[at] ?? [];
    for (const [i, row] of system.entries()) {
      if (i === at) continue;
      const factor = (row[at] ?? 0) / (own[at] ?? 1);
      for (const [j, value] of own.entries()) row[j] = (row[j] ?? 0) - factor * value;
    }
  }
  return system.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
}

test('the scores are those of the normal equations, solved directly for each fold', async () => {
  const { features, labels, foldOf } = problem(24);
  const scores = await ridgeOutOfFold(features, labels, { classes, foldOf, blocks, multiplier: plainMultiplier });
  const points = applyStandardizer(features, fitStandardizer(features, blocks));
  const kernel = (i: number, j: number): number => 1 + rowOf(points, i).reduce((sum, x, k) => sum + x * (rowOf(points, j)[k] ?? 0), 0);
  const weights = resolveClassWeights('balanced', labels, classes);
  for (let fold = 0; fold < 4; fold++) {
    const rows = [...labels.keys()].filter((i) => foldOf[i] !== fold);
    const system = rows.map((i) => rows.map((j) => kernel(i, j) + (i === j ? 1.5 / (weights[labels[i] ?? 0] ?? 1) : 0)));
    for (let c = 0; c < classes; c++) {
      const dual = solve(
        system,
        rows.map((i) => Number(labels[i] === c)),
      );
      for (const i of [...labels.keys()].filter((photo) => foldOf[photo] === fold)) {
        const score = rows.reduce((sum, j, at) => sum + (dual[at] ?? 0) * kernel(i, j), 0);
        expect(scores.data[i * classes + c]).toBeCloseTo(score, 2); // solved to a thousandth of the right side
      }
    }
  }
});

test("a photo's own label has no say in its scores, nor has one that is left out", async () => {
  const { features, labels, foldOf } = problem(24);
  const changed = labels.slice();
  changed[5] = ((labels[5] ?? 0) + 1) % classes;
  const scoresOf = (own: Int32Array, without: ReadonlySet<number>): Promise<Matrix> =>
    ridgeOutOfFold(features, own, { classes, foldOf, blocks, without, multiplier: plainMultiplier });
  const [plain, other] = [await scoresOf(labels, new Set([6])), await scoresOf(changed, new Set([6]))];
  // The labels weigh classes by their number, so that a change is felt a little by way of the weights.
  for (let c = 0; c < classes; c++) expect(other.data[5 * classes + c]).toBeCloseTo(plain.data[5 * classes + c] ?? 0, 1);
  const relabelled = labels.slice();
  relabelled[6] = ((labels[6] ?? 0) + 1) % classes;
  const left = await scoresOf(relabelled, new Set([6]));
  expect(left.data[6 * classes]).toBeNaN();
  for (let c = 0; c < classes; c++) expect(left.data[7 * classes + c]).toBeCloseTo(plain.data[7 * classes + c] ?? 0, 1);
});

test('photos that are never held out teach and are not asked', async () => {
  const { features, labels, foldOf } = problem(24);
  foldOf[3] = -1;
  const scores = await ridgeOutOfFold(features, labels, { classes, foldOf, blocks, multiplier: plainMultiplier });
  expect([...scores.data].filter(Number.isNaN)).toHaveLength(classes);
});
