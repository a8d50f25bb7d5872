import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { sampleWeightsOf } from './class-weights.ts';
import { gramMatrix } from './gram.ts';
import { openRegression } from './open-regression.ts';
import { softmaxLoss } from './softmax-task.ts';
import { solveRegressions } from './solve-regressions.ts';
import { createSpanSpace } from './span-space.ts';
import { fitStandardizer } from './standardize.ts';
import { createWeightSpace } from './weight-space.ts';

/** Leaves features as they are. */
const asTheyAre = (columns: number) => ({ mean: new Float32Array(columns), scale: new Float32Array(columns).fill(1) });
const even = (count: number) => new Float64Array(count).fill(1 / count);

/** Photos of `classes` classes whose centers lie about `apart` from each other. */
function drawPhotos(photos: number, columns: number, classes: number, apart: number) {
  const random = seededRandom(photos + columns);
  const centers = Float64Array.from({ length: classes * columns }, () => apart * random.normal());
  const features = matrix(photos, columns);
  const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
  for (let i = 0; i < features.data.length; i++) {
    const label = Number(labels[Math.floor(i / columns)]);
    features.data[i] = 3 + Number(centers[label * columns + (i % columns)]) + random.normal();
  }
  return { features, labels };
}

describe('solveRegressions', () => {
  test('two classes, one feature: the optimum that Newton finds', async () => {
    const x = [-2, -1, 0.5, 1, 2.5, 3];
    const y = [0, 0, 1, 0, 1, 1];
    const lambda = 0.1;
    // With two classes the optimum has w₁ = -w₀ = v/2 and b₁ - b₀ = c: minimize mean log(1 + e^-(±(vx + c))) + λ/2 · v²/2.
    let [v, c] = [0, 0];
    for (let newton = 0; newton < 50; newton++) {
      let [gv, gc, hvv, hvc, hcc] = [(lambda * v) / 2, 0, lambda / 2, 0, 0];
      for (const [i, xi] of x.entries()) {
        const p = 1 / (1 + Math.exp(-(v * xi + c)));
        const r = (p - Number(y[i])) / x.length;
        const h = (p * (1 - p)) / x.length;
        [gv, gc, hvv, hvc, hcc] = [gv + r * xi, gc + r, hvv + h * xi * xi, hvc + h * xi, hcc + h];
      }
      const determinant = hvv * hcc - hvc * hvc;
      [v, c] = [v - (hcc * gv - hvc * gc) / determinant, c - (hvv * gc - hvc * gv) / determinant];
    }
    const features = matrix(6, 1, Float32Array.from(x));
    const space = createWeightSpace(features, asTheyAre(1), 2, plainMultiplier);
    const [solution] = await solveRegressions(space, softmaxLoss(Int32Array.from(y), 2), [{ sampleWeights: even(6), strength: lambda }]);
    const [w0, w1, b0, b1] = [...(solution?.coefficients ?? [])].map(Number) as [number, number, number, number];
    expect(solution?.converged).toBe(true);
    expect(w1 - w0).toBeCloseTo(v, 4);
    expect(w1 + w0).toBeCloseTo(0, 6);
    expect(b1 - b0).toBeCloseTo(c, 4);
  });

  test('three classes, weighted: the optimum that SciPy finds', async () => {
    // scipy.optimize.minimize(method='BFGS', gtol=1e-12) on the same loss in 64 bits, SciPy 1.17.1.
    const features = matrix(9, 3);
    for (let i = 0; i < 9; i++) features.data.set([((i * 7) % 11) / 3, ((i * 5 + 2) % 7) - 2, ((i * i) % 5) * 0.5], i * 3);
    const labels = Int32Array.of(0, 1, 2, 0, 1, 2, 0, 0, 2);
    const sampleWeights = Float64Array.from({ length: 9 }, (_, i) => (1 + (i % 2)) / 13);
    const problem = { sampleWeights, strength: 0.05 };
    const weights = [
      [0.31290837, 0.81475329, -1.12766166],
      [0.23722656, -1.00540889, 0.76818233],
      [0.20754253, -0.90558441, 0.69804188],
    ];
    const biases = [0.24785342, -0.85768009, 0.60982667];
    const space = createWeightSpace(features, asTheyAre(3), 3, plainMultiplier);
    const [solution] = await solveRegressions(space, softmaxLoss(labels, 3), [problem], { tolerance: 1e-6 });
    const found = solution?.coefficients ?? new Float64Array(12);
    expect(solution?.loss).toBeCloseTo(0.4673286406637621, 9);
    const shift = (Number(found[9]) + Number(found[10]) + Number(found[11])) / 3; // the same for all classes changes nothing
    for (let c = 0; c < 3; c++) {
      for (let j = 0; j < 3; j++) expect(found[c * 3 + j]).toBeCloseTo(Number(weights[j]?.[c]), 4);
      expect(Number(found[9 + c]) - shift).toBeCloseTo(Number(biases[c]), 4);
    }
  });

  test('in the span of the photos and among the features the optimum is the same', async () => {
    const { features, labels } = drawPhotos(20, 30, 3, 0.4);
    const blocks = [10, 20];
    const standardizer = fitStandardizer(features, blocks);
    const problem = { sampleWeights: sampleWeightsOf(labels, Float64Array.of(1, 2, 1)), strength: 0.01 };
    const span = await openRegression(features, standardizer, blocks, 3, plainMultiplier);
    const [inSpan] = await solveRegressions(span.space, softmaxLoss(labels, 3), [problem]);
    const weightSpace = createWeightSpace(features, standardizer, 3, plainMultiplier);
    const [inWeights] = await solveRegressions(weightSpace, softmaxLoss(labels, 3), [problem]);
    expect(inSpan?.loss).toBeCloseTo(Number(inWeights?.loss), 7);
    const weights = await span.weightsOf(inSpan?.coefficients ?? new Float64Array());
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(Number(inWeights?.coefficients[i]), 3);
  });

  test('no small change of the solution lowers the loss', async () => {
    const { features, labels } = drawPhotos(12, 4, 3, 1);
    const space = createWeightSpace(features, fitStandardizer(features, [4]), 3, plainMultiplier);
    const problem = { sampleWeights: even(12), strength: 0.02 };
    const [solution] = await solveRegressions(space, softmaxLoss(labels, 3), [problem], { tolerance: 1e-6 });
    const optimum = solution?.coefficients ?? new Float64Array();
    for (const index of optimum.keys()) {
      for (const by of [-0.01, 0.01]) {
        const start = Float64Array.from(optimum, (x, i) => (i === index ? x + by : x));
        const [moved] = await solveRegressions(space, softmaxLoss(labels, 3), [{ ...problem, start }], { iterationLimit: 0 });
        expect(moved?.loss).toBeGreaterThan(Number(solution?.loss));
      }
    }
  });

  test('in lockstep or one by one, the solutions are the same to the bit; photos held out keep coefficient 0', async () => {
    const { features, labels } = drawPhotos(24, 40, 3, 0.5);
    const gram = await gramMatrix(features, fitStandardizer(features, [40]), [40], plainMultiplier);
    const space = createSpanSpace(gram, 3, plainMultiplier);
    const problems = [0, 1, 2].map((fold) => ({
      sampleWeights: sampleWeightsOf(labels, Float64Array.of(1, 1, 1), (photo) => Math.floor(photo / 3) % 3 !== fold),
      strength: 0.003 * (fold + 1),
    }));
    const together = await solveRegressions(space, softmaxLoss(labels, 3), problems);
    for (const [fold, problem] of problems.entries()) {
      const [alone] = await solveRegressions(space, softmaxLoss(labels, 3), [problem]);
      expect(together[fold]?.coefficients).toEqual(alone?.coefficients);
      expect(together[fold]?.logits).toEqual(alone?.logits);
      for (const [photo, weight] of problem.sampleWeights.entries()) {
        if (weight === 0) for (let c = 0; c < 3; c++) expect(alone?.coefficients[c * 24 + photo]).toBe(0);
      }
    }
  });

  test('a fold over all photos is the fit to its photos alone', async () => {
    const { features, labels } = drawPhotos(20, 30, 2, 0.5);
    const standardizer = asTheyAre(30); // the fold's own would differ
    const kept = [...labels.keys()].filter((photo) => photo % 5 !== 0);
    const part = matrix(kept.length, 30);
    for (const [to, from] of kept.entries()) part.data.set(features.data.subarray(from * 30, from * 30 + 30), to * 30);
    const weightsOf = async (m: typeof features, own: Int32Array, sampleWeights: Float64Array) => {
      const { space, weightsOf: toWeights } = await openRegression(m, standardizer, [30], 2, plainMultiplier);
      const [solution] = await solveRegressions(space, softmaxLoss(own, 2), [{ sampleWeights, strength: 0.5 }], { tolerance: 1e-6 });
      return toWeights(solution?.coefficients ?? new Float64Array());
    };
    const masked = await weightsOf(
      features,
      labels,
      sampleWeightsOf(labels, Float64Array.of(1, 1), (photo) => photo % 5 !== 0),
    );
    const alone = await weightsOf(
      part,
      Int32Array.from(kept, (photo) => Number(labels[photo])),
      even(kept.length),
    );
    for (const [i, weight] of masked.entries()) expect(weight).toBeCloseTo(Number(alone[i]), 4);
  });

  test('a start changes the way, not the end', async () => {
    const { features, labels } = drawPhotos(20, 30, 3, 0.4);
    const { space } = await openRegression(features, fitStandardizer(features, [30]), [30], 3, plainMultiplier);
    const cold = { sampleWeights: even(20), strength: 0.001 };
    const [stronger] = await solveRegressions(space, softmaxLoss(labels, 3), [{ ...cold, strength: 0.002 }]);
    const [fromZero] = await solveRegressions(space, softmaxLoss(labels, 3), [cold]);
    const [warm] = await solveRegressions(space, softmaxLoss(labels, 3), [{ ...cold, start: stronger?.coefficients }]);
    expect(warm?.loss).toBeCloseTo(Number(fromZero?.loss), 8);
    expect(Number(warm?.iterations)).toBeLessThan(Number(fromZero?.iterations));
  });

  test('says when it ran out of iterations, and stops when cancelled', async () => {
    const { features, labels } = drawPhotos(20, 30, 3, 0.1);
    const { space } = await openRegression(features, fitStandardizer(features, [30]), [30], 3, plainMultiplier);
    const problem = { sampleWeights: even(20), strength: 1e-6 };
    const [cut] = await solveRegressions(space, softmaxLoss(labels, 3), [problem], { iterationLimit: 2 });
    expect(cut).toMatchObject({ converged: false, iterations: 2 });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(solveRegressions(space, softmaxLoss(labels, 3), [problem], { signal })).rejects.toThrow('enough');
  });
});
