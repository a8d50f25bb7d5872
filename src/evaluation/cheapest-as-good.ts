import { type Comparison, comparePredictions } from './compare-predictions.ts';

/** A classifier, by which photos it had right, and how fast it is. */
export interface Contender {
  readonly accuracy: number;
  /** The more the cheaper. */
  readonly imagesPerSecond: number;
  /** For each photo that it was asked about, whether it was right. */
  readonly right: ReadonlyMap<string, boolean>;
}

/** Which contender is the most accurate, and which pays. */
export interface Verdict {
  readonly best: number;
  /** The fastest of those that are not significantly worse than the best; the best itself, if none is faster. */
  readonly pays: number;
  /** Each beside the best, on the photos that both were asked about: the best is the first, it the second. Undefined for the best. */
  readonly comparisons: readonly (Comparison | undefined)[];
}

/** Differences that chance brings about more seldom are taken for real. */
const significance = 0.05;

/**
 * Finds the cheapest of several classifiers that is as good as the best, as far as these photos can tell (`mcnemarTest`, at 5 %).
 *
 * Each is compared with the best alone, without correction for how many there are: a correction would call more of them as
 * good. With few photos much is "not significantly worse"; the intervals of the differences tell how much worse it may be.
 *
 * @param contenders At least one.
 */
export function cheapestAsGood(contenders: readonly Contender[]): Verdict {
  const places = [...contenders.keys()];
  const better = (a: number, b: number): number => {
    const [left, right] = [contenders[a], contenders[b]];
    if (left === undefined || right === undefined) return 0;
    return right.accuracy - left.accuracy || right.imagesPerSecond - left.imagesPerSecond;
  };
  const best = places.toSorted(better)[0] ?? 0;
  const comparisons = contenders.map((contender, place) => (place === best ? undefined : beside(contenders[best], contender)));
  const asGood = places.filter((place) => (comparisons[place]?.pValue ?? 1) >= significance);
  const pays = asGood.reduce(
    (fastest, place) => ((contenders[place]?.imagesPerSecond ?? 0) > (contenders[fastest]?.imagesPerSecond ?? 0) ? place : fastest),
    best,
  );
  return { best, pays, comparisons };
}

function beside(best: Contender | undefined, other: Contender): Comparison | undefined {
  const both = [...other.right.keys()].filter((photo) => best?.right.has(photo));
  if (best === undefined || both.length === 0) return undefined;
  const rightOf = ({ right }: Contender): boolean[] => both.map((photo) => right.get(photo) === true);
  return comparePredictions(rightOf(best), rightOf(other));
}
