import { invalidArgument } from '../errors.ts';

/**
 * How well a number tells two kinds apart: the probability that one of `high`, drawn at random, is above one of `low`; a
 * tie counts half. 1 tells them always, 0.5 never.
 *
 * It is the area under the receiver operating characteristic, and Mann and Whitney's U over the number of pairs:
 * J. Hanley, B. McNeil, Radiology 143, 1982, §III. Cost: a sort.
 *
 * @param low Numbers of those that should have low ones, at least one.
 * @param high Numbers of those that should have high ones, at least one.
 * @throws `INVALID_ARGUMENT` when one of the two is empty.
 */
export function areaUnderRoc(low: ArrayLike<number>, high: ArrayLike<number>): number {
  if (low.length === 0) throw invalidArgument('low', 'at least one number', low.length);
  if (high.length === 0) throw invalidArgument('high', 'at least one number', high.length);
  const all = [...Array.from(low, (value) => ({ value, wanted: 0 })), ...Array.from(high, (value) => ({ value, wanted: 1 }))];
  all.sort((a, b) => a.value - b.value);
  let [pairs, lowBefore] = [0, 0];
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end++;
    const alike = all.slice(start, end);
    const highHere = alike.filter(({ wanted }) => wanted === 1).length;
    const lowHere = alike.length - highHere;
    pairs += highHere * (lowBefore + lowHere / 2);
    lowBefore += lowHere;
    start = end;
  }
  return pairs / (low.length * high.length);
}
