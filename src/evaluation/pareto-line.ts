/** What is weighed: more of one, less of the other. */
export interface Tradeoff {
  /** The more the better. */
  readonly accuracy: number;
  /** The less the better. */
  readonly milliseconds: number;
}

/**
 * The choices that no other beats: none is both at least as accurate and at least as fast, and better in one of the two. Of
 * choices alike in both the first stays.
 *
 * V. Pareto, Manuale di economia politica, 1906. @returns Their places, the fastest first.
 */
export function paretoLine(choices: readonly Tradeoff[]): number[] {
  const order = [...choices.keys()].sort((a, b) => {
    const [left, right] = [choices[a], choices[b]];
    if (left === undefined || right === undefined) return 0;
    return left.milliseconds - right.milliseconds || right.accuracy - left.accuracy || a - b;
  });
  let best = Number.NEGATIVE_INFINITY;
  return order.filter((place) => {
    const accuracy = choices[place]?.accuracy ?? Number.NaN;
    if (!(accuracy > best)) return false;
    best = accuracy;
    return true;
  });
}
