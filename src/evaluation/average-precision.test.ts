import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averagePrecision } from './average-precision.ts';

describe('averagePrecision', () => {
  test('by hand: of four photos two have the class, ranked first and third', () => {
    // Recall 1/2 at precision 1, then recall 1 at precision 2/3: (1 + 2/3) / 2. scikit-learn's documentation has the same 0.83….
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(5 / 6, 12);
  });

  test('scores that are all alike give the share of those that have it', () => {
    expect(averagePrecision([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0])).toBe(1 / 4);
  });

  test('no photo has it: nothing to say', () => {
    expect(averagePrecision([0.5, 0.2], [0, 0])).toBeNaN();
  });

  test('1 exactly where all that have it come first; the order of the photos and the scale of the scores do not matter', () => {
    const photos = fc.array(fc.record({ score: fc.integer({ min: 0, max: 20 }), has: fc.boolean() }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(photos, (all) => {
        fc.pre(all.some(({ has }) => has));
        const scores = all.map(({ score }) => score);
        const truth = all.map(({ has }) => has);
        const ap = averagePrecision(scores, truth);
        const least = Math.min(...all.flatMap(({ score, has }) => (has ? [score] : [])));
        expect(ap === 1).toBe(all.every(({ score, has }) => has || score < least));
        expect(averagePrecision(scores.toReversed(), truth.toReversed())).toBeCloseTo(ap, 12);
        expect(
          averagePrecision(
            scores.map((score) => Math.exp(score)),
            truth,
          ),
        ).toBeCloseTo(ap, 12);
      }),
    );
  });
});
