import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson-interval.ts';

// scipy.stats.binomtest(…).proportion_ci(method='wilson'), SciPy 1.17.1
test.each([
  [90, 100, 0.8256343384950865, 0.9447708629393249],
  [20, 20, 0.8388748419471808, 1],
  [0, 5, 0, 0.43448246478317476],
])('%d of %d', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes, trials);
  expect(interval.low).toBeCloseTo(low, 12);
  expect(interval.high).toBeCloseTo(high, 12);
});

test('refuses what cannot be', () => {
  expect(() => wilsonInterval(0, 0)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  expect(() => wilsonInterval(3, 2)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
