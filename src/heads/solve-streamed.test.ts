import { describe, expect, test } from 'vitest';
import { drain } from '../tasks/drain.ts';
import { labelSets, takeSets } from '../tensor/label-sets.ts';
import { matrix, takeRows } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { resolveClassWeights, sampleWeightsOf } from './class-weights.ts';
import { measureColumns } from './measure-columns.ts';
import { passGradient } from './pass-gradient.ts';
import type { PhotoPass } from './photo-pass.ts';
import { sigmoidTask } from './sigmoid-task.ts';
import { softmaxTask } from './softmax-task.ts';
import { solveRegressions } from './solve-regressions.ts';
import { solveStreamed } from './solve-streamed.ts';
import { fitStandardizer } from './standardize.ts';
import { sigmoidStreamedTask, softmaxStreamedTask } from './streamed-task.ts';
import { createWeightSpace } from './weight-space.ts';

const [photos, columns, classes] = [600, 20, 3];
const blocks = [8, 12];
const random = seededRandom(5);
const labels = Int32Array.from({ length: photos }, (_, i) => (i % 4 === 0 ? 0 : i % classes)); // class 0 is commoner
const features = matrix(photos, columns);
for (let i = 0; i < photos; i++)
  for (let j = 0; j < columns; j++)
    features.data[i * columns + j] = 100 + (1 + j) * ((j % classes === labels[i] ? 0.8 : 0) + random.normal());

const inBatches = (size: number): PhotoPass =>
  async function* () {
    for (let from = 0; from < photos; from += size) {
      const rows = Array.from({ length: Math.min(size, photos - from) }, (_, i) => from + i);
      yield { features: takeRows(features, rows), labels: labels.slice(from, from + size) };
    }
  };

const classWeights = resolveClassWeights('balanced', labels, classes);
const counts = Float64Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length);
const loss = softmaxStreamedTask(classes, 'balanced').weigh(counts);
const regression = (pass: PhotoPass, strength: number) => ({
  ...{ pass, strength, loss, multiplier: plainMultiplier },
  standardizer: fitStandardizer(features, blocks),
});

describe('measureColumns', () => {
  test.each([1, 77, photos])('in batches of %i, what a pass over the matrix gives', async (size) => {
    const { standardizer, counts, photos: seen } = await measureColumns(inBatches(size), classes, blocks);
    const whole = fitStandardizer(features, blocks);
    for (let j = 0; j < columns; j++) {
      expect(standardizer.mean[j]).toBeCloseTo(whole.mean[j] ?? 0, 4);
      expect((standardizer.scale[j] ?? 0) / (whole.scale[j] ?? 1)).toBeCloseTo(1, 6);
    }
    expect([...counts]).toEqual([0, 1, 2].map((label) => labels.filter((own) => own === label).length));
    expect(seen).toBe(photos);
  });
});

describe('passGradient', () => {
  test('is the slope of its own loss, by central differences', async () => {
    const task = regression(inBatches(128), 0.01);
    const at = Float64Array.from({ length: classes * (columns + 1) }, () => 0.3 * random.normal());
    const gradient = new Float64Array(at.length);
    await passGradient(task, at, gradient);
    for (const place of [0, 7, 25, 59, 60, 62]) {
      const lossAt = async (step: number): Promise<number> => {
        const moved = at.slice();
        moved[place] = (moved[place] ?? 0) + step;
        return passGradient(task, moved, new Float64Array(at.length));
      };
      const slope = ((await lossAt(0.01)) - (await lossAt(-0.01))) / 0.02;
      expect(gradient[place]).toBeCloseTo(slope, 5);
    }
  });
});

describe('solveStreamed', () => {
  const exactAt = async (strength: number) => {
    const space = createWeightSpace(features, fitStandardizer(features, blocks), classes, plainMultiplier);
    const problem = { sampleWeights: sampleWeightsOf(labels, classWeights), strength };
    const [solution] = await solveRegressions(space, softmaxTask(labels, classWeights).loss, [problem]);
    return solution;
  };

  test.each([0.03, 0.0003])('at strength %f, the optimum of the fit in memory', async (strength) => {
    const exact = await exactAt(strength);
    const streamed = await drain(solveStreamed(regression(inBatches(100), strength), { tolerance: 1e-4 }));
    expect(streamed.converged).toBe(true);
    expect(streamed.loss).toBeCloseTo(exact?.loss ?? 0, 6);
    const distance = Math.hypot(...streamed.coefficients.map((value, i) => value - (exact?.coefficients[i] ?? 0)));
    expect(distance / Math.hypot(...streamed.coefficients)).toBeLessThan(0.01); // of a flat optimum: the gradient is 1e-4 of its beginning
  });

  test('of several labels a photo, too', async () => {
    const own = labelSets([[], [0], [1, 2], [0, 1, 2]], classes);
    const setOf = Int32Array.from(labels, (label, photo) => (label + photo) % own.rows);
    const targets = takeSets(own, [...setOf]);
    const space = createWeightSpace(features, fitStandardizer(features, blocks), classes, plainMultiplier);
    const problem = { sampleWeights: sigmoidTask(targets).weigh(), strength: 0.003 };
    const [exact] = await solveRegressions(space, sigmoidTask(targets).loss, [problem]);
    const pass: PhotoPass = async function* () {
      for (let from = 0; from < photos; from += 100) {
        const rows = Array.from({ length: 100 }, (_, i) => from + i);
        yield { features: takeRows(features, rows), labels: setOf.slice(from, from + 100) };
      }
    };
    const { counts: ofSets } = await measureColumns(pass, own.rows, blocks);
    const task = { ...regression(pass, 0.003), loss: sigmoidStreamedTask(own).weigh(ofSets) };
    const streamed = await drain(solveStreamed(task, { tolerance: 1e-4 }));
    expect(streamed.converged).toBe(true);
    expect(streamed.loss).toBeCloseTo(exact?.loss ?? 0, 6);
  });

  test('from the optimum, it takes no step; the passes are counted', async () => {
    const task = regression(inBatches(100), 0.003);
    const found = await drain(solveStreamed(task, { tolerance: 1e-4 }));
    expect(await drain(solveStreamed(task, { start: found.coefficients, tolerance: 2e-4 }))).toMatchObject({ pass: 2, converged: true });
    expect(await drain(solveStreamed(task, { passLimit: 3 }))).toMatchObject({ pass: 3, converged: false });
  });

  test('stops between batches', async () => {
    const task = regression(inBatches(100), 0.003);
    await expect(drain(solveStreamed({ ...task, signal: AbortSignal.abort(new Error('enough')) }))).rejects.toThrow('enough');
  });
});
