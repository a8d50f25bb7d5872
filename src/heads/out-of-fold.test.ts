import { describe, expect, test } from 'vitest';
import { drain } from '../tasks/drain.ts';
import { matrix, rowOf, takeRows } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { fitHead } from './fit-head.ts';
import { predictProbabilities } from './head.ts';
import { outOfFoldByRefitting, outOfFoldFromLogits } from './out-of-fold.ts';
import { softmaxRows } from './softmax.ts';
import { fitTemperature } from './temperature.ts';

const random = seededRandom(4);
const labels = Int32Array.from({ length: 24 }, (_, i) => i % 2);
const features = matrix(
  24,
  3,
  Float32Array.from({ length: 72 }, (_, i) => (labels[Math.floor(i / 3)] ?? 0) + random.normal()),
);
const foldOf = Int32Array.from({ length: 24 }, (_, i) => (i === 5 ? -1 : Math.floor(i / 2) % 3));

describe('out of fold', () => {
  test("a fold's temperature is that of the other folds' photos; what was never held out is NaN", () => {
    const logits = matrix(
      24,
      2,
      Float32Array.from({ length: 48 }, (_, i) => 3 * random.normal() + Number(i % 2 === labels[i >> 1])),
    );
    logits.data.fill(Number.NaN, 10, 12);
    const { probabilities, uncalibrated } = outOfFoldFromLogits(logits, foldOf, labels);
    const others = [...foldOf.keys()].filter((photo) => foldOf[photo] === 1 || foldOf[photo] === 2);
    const temperature = fitTemperature(
      takeRows(logits, others),
      others.map((photo) => labels[photo] ?? 0),
    );
    expect(foldOf[0]).toBe(0);
    expect(rowOf(probabilities, 0)).toEqual(rowOf(softmaxRows(takeRows(logits, [0]), temperature), 0));
    expect(rowOf(probabilities, 5).every(Number.isNaN)).toBe(true);
    expect(uncalibrated && rowOf(uncalibrated, 0)).toEqual(rowOf(softmaxRows(logits), 0));
  });

  test("a photo's own label has no say in its probabilities", () => {
    const logits = matrix(
      24,
      2,
      Float32Array.from({ length: 48 }, () => random.normal()),
    );
    const whole = Int32Array.from({ length: 24 }, (_, i) => i % 3);
    const before = outOfFoldFromLogits(logits, whole, labels).probabilities;
    const changed = labels.with(7, 1 - (labels[7] ?? 0));
    const after = outOfFoldFromLogits(logits, whole, changed).probabilities;
    expect(rowOf(after, 7)).toEqual(rowOf(before, 7));
    expect(rowOf(after, 8)).not.toEqual(rowOf(before, 8)); // another fold's
  });

  test('refitting gives what heads fitted by hand on the other folds say', async () => {
    const fitTo = async (rows: readonly number[]) =>
      (
        await drain(
          fitHead(
            takeRows(features, rows),
            rows.map((row) => labels[row] ?? 0),
            { classes: 2, kind: 'knn', neighbours: 3 },
          ),
        )
      ).head;
    const { probabilities, uncalibrated } = await outOfFoldByRefitting(features, labels, foldOf, fitTo, {
      classes: 2,
      multiplier: plainMultiplier,
    });
    const head = await fitTo([...foldOf.keys()].filter((photo) => foldOf[photo] !== 2));
    const own = [...foldOf.keys()].filter((photo) => foldOf[photo] === 2);
    expect(takeRows(probabilities, own)).toEqual(await predictProbabilities(head, takeRows(features, own)));
    expect(rowOf(probabilities, 5).every(Number.isNaN)).toBe(true);
    expect(uncalibrated).toBeUndefined(); // neighbours vote: there is no temperature
  });
});
