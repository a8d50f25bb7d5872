/**
 * How well scores put the photos that have a class before those that have not: average precision, the area under the
 * precision-recall curve as a step function, Σ_n (R_n - R_{n-1}) · P_n over the distinct scores from high to low.
 *
 * 1 where all that have it come first; the share of those that have it is what guessing gives. Not interpolated, which would
 * flatter (K. Boyd, K. H. Eng, C. D. Page, Area under the precision-recall curve, ECML PKDD 2013, §3).
 *
 * @param scores One a photo, higher for likelier.
 * @param truth Whether each photo has the class.
 * @returns 0 … 1; NaN where no photo has it.
 */
export function averagePrecision(scores: ArrayLike<number>, truth: ArrayLike<boolean | number>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = order.filter((i) => truth[i]).length;
  let [found, foundBefore, sum] = [0, 0, 0];
  for (const [rank, photo] of order.entries()) {
    if (truth[photo]) found++;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[photo]) continue; // photos of one score come in together
    sum += (found - foundBefore) * (found / (rank + 1)); // divided at the end: a perfect ranking is exactly 1
    foundBefore = found;
  }
  return positives === 0 ? Number.NaN : sum / positives;
}
