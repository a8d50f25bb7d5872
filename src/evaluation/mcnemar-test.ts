import { invalidArgument } from '../errors.ts';

/**
 * How probable it is that two equally good classifiers, asked about the same photos, differ by so much or more: McNemar's
 * test, two-sided and exact.
 *
 * Only the photos tell them apart that one had right and the other wrong. If both are equally good, each of these falls to
 * either with probability one half, so the smaller count is binomial: p = min(1, 2 · P(X ≤ smaller)). Q. McNemar,
 * Psychometrika 12, 1947; for classifiers: T. Dietterich, Neural Computation 10, 1998, §3.1. The usual χ² is an
 * approximation to this sum, which costs nothing: one step a photo.
 *
 * @param onlyFirst Photos that the first had right and the second wrong.
 * @param onlySecond Photos that the second had right and the first wrong.
 * @returns p, above 0 and at most 1; 1 when no photo tells them apart.
 * @throws `INVALID_ARGUMENT` when they are not whole numbers of at least 0.
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number): number {
  for (const [name, count] of Object.entries({ onlyFirst, onlySecond })) {
    if (!Number.isInteger(count) || count < 0) throw invalidArgument(name, 'a whole number of at least 0', count);
  }
  const trials = onlyFirst + onlySecond;
  // P(X = 0) = 2^-trials; each term follows from the one before, in logarithms, since the first may be too small for a number.
  let logTerm = -trials * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let i = 1; i <= Math.min(onlyFirst, onlySecond); i++) {
    logTerm += Math.log((trials - i + 1) / i);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
