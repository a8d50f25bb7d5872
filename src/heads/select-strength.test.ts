import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { sampleWeightsOf } from './class-weights.ts';
import { openRegression } from './open-regression.ts';
import { type StrengthScore, selectStrength } from './select-strength.ts';
import { softmaxTask } from './softmax-task.ts';
import { solveRegressions } from './solve-regressions.ts';
import { fitStandardizer } from './standardize.ts';
import { neverHeldOut } from './stratified-folds.ts';

const random = seededRandom(2);
const [photos, columns, classes] = [30, 40, 3];
const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
const features = matrix(photos, columns);
for (let i = 0; i < features.data.length; i++) {
  const row = Math.floor(i / columns);
  features.data[i] = random.normal() + (i % columns === labels[row] ? 2 : 0);
}
const foldOf = Int32Array.from(labels, (_, i) => (i === 0 ? neverHeldOut : Math.floor(i / 3) % 3));
const classWeights = Float64Array.of(1, 1, 1);
const task = softmaxTask(labels, classWeights);
const { space } = await openRegression(features, fitStandardizer(features, [columns]), [columns], classes, plainMultiplier);

async function select(strengths: readonly number[]) {
  const search = selectStrength(space, task, { foldOf, strengths });
  const scores: StrengthScore[] = [];
  let step = await search.next();
  for (; !step.done; step = await search.next()) scores.push(step.value);
  return { scores, selection: step.value };
}

describe('selectStrength', () => {
  test('the out-of-fold logits are those of folds fitted one by one, from nothing', async () => {
    const { selection } = await select([0.1, 0.03]);
    for (const fold of [0, 1, 2]) {
      const sampleWeights = sampleWeightsOf(labels, classWeights, (photo) => foldOf[photo] !== fold);
      const [alone] = await solveRegressions(space, task.loss, [{ sampleWeights, strength: selection.strength }]);
      for (const [photo, own] of foldOf.entries()) {
        if (own !== fold) continue;
        // Folds are solved to 0.3 % of the gradient, these to 0.001 %.
        for (let c = 0; c < classes; c++) {
          expect(selection.outOfFoldLogits.data[photo * classes + c]).toBeCloseTo(Number(alone?.logits[c * photos + photo]), 1);
        }
      }
    }
    expect([...selection.outOfFoldLogits.data.subarray(0, classes)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test('the strength with the least loss is chosen; the table is what was yielded', async () => {
    const { scores, selection } = await select([1, 0.1, 0.01]);
    expect(selection.table).toEqual(scores);
    const least = scores.toSorted((a, b) => a.logLoss - b.logLoss)[0];
    expect(selection).toMatchObject({ strength: least?.strength, temperature: least?.temperature });
  });

  test('weaker strengths are left out after two in a row without a gain', async () => {
    const { scores } = await select([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(scores.length).toBeLessThanOrEqual(4);
  });

  test('needs a strength', async () => {
    await expect(select([])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
