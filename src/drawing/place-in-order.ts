/**
 * Puts things on a line in a given order, each as near as may be to where it would like to be: the least sum of squared
 * distances such that neighbours keep their gaps.
 *
 * With the gaps taken off, the positions must only not decrease: isotonic regression, solved exactly by pooling adjacent
 * violators (R. Barlow et al., Statistical Inference under Order Restrictions, 1972, §1.2). Cost: linear.
 *
 * @param wanted Where each would like its middle to be.
 * @param widths How wide each is.
 * @param gap Free space between two.
 * @returns The middles.
 */
export function placeInOrder(wanted: readonly number[], widths: readonly number[], gap: number): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const [at, width] of widths.entries()) {
    if (at > 0) offset += ((widths[at - 1] ?? 0) + width) / 2 + gap;
    offsets.push(offset);
  }
  const pools: { sum: number; count: number }[] = [];
  for (const [at, want] of wanted.entries()) {
    pools.push({ sum: want - (offsets[at] ?? 0), count: 1 });
    for (let last = pools.at(-1), before = pools.at(-2); last && before; last = pools.at(-1), before = pools.at(-2)) {
      if (before.sum / before.count <= last.sum / last.count) break;
      pools.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  return pools.flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count)).map((place, at) => place + (offsets[at] ?? 0));
}
