import { invalidArgument } from '../errors.ts';

/** The 97.5 % point of the standard normal: an interval of two such sides covers 95 %. */
const z95 = 1.959963984540054;

/** A range that a number lies in. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The range in which a true rate lies with 95 % confidence, given how often something happened: Wilson's score interval.
 *
 * Unlike the usual ± it stays within 0 … 1 and says something sensible for 20 of 20.
 *
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927; recommended by
 * L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16, 2001, §4.
 *
 * @param successes How often it happened, 0 … trials.
 * @param trials How often it could have, at least 1.
 * @throws `INVALID_ARGUMENT`
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!(trials >= 1)) throw invalidArgument('trials', 'at least 1', trials);
  if (!(successes >= 0 && successes <= trials)) throw invalidArgument('successes', `from 0 to ${trials}`, successes);
  const rate = successes / trials;
  const square = (z95 * z95) / trials;
  const center = (rate + square / 2) / (1 + square);
  const half = (z95 / (1 + square)) * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials));
  // At the ends the two terms are equal but for rounding.
  return { low: successes === 0 ? 0 : Math.max(0, center - half), high: successes === trials ? 1 : Math.min(1, center + half) };
}
