import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paretoLine } from './pareto-line.ts';

const choice = (milliseconds: number, accuracy: number) => ({ milliseconds, accuracy });

test('keeps what no other beats, the fastest first', () => {
  expect(paretoLine([choice(9, 0.9), choice(5, 0.8), choice(7, 0.7), choice(9, 0.95), choice(5, 0.8)])).toEqual([1, 3]);
});

test('agrees with the definition', () => {
  const any = fc.record({ milliseconds: fc.integer({ min: 0, max: 5 }), accuracy: fc.integer({ min: 0, max: 5 }) });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (choices) => {
      const beaten = choices.map((own, i) =>
        choices.some(
          (other, j) =>
            other.milliseconds <= own.milliseconds &&
            other.accuracy >= own.accuracy &&
            (other.milliseconds < own.milliseconds || other.accuracy > own.accuracy || j < i),
        ),
      );
      expect(paretoLine(choices).toSorted((a, b) => a - b)).toEqual([...choices.keys()].filter((i) => !beaten[i]));
    }),
  );
});
