import type { Neighbours } from './find-neighbours.ts';

/** A photo that lies apart. */
export interface Outlier {
  /** The photo's row. */
  readonly photo: number;
  /** `class`: unlike the others of its class. `all`: unlike any photo of the set. */
  readonly from: 'class' | 'all';
  /** How many robust standard deviations it is less alike than the median photo is. */
  readonly score: number;
}

/** B. Iglewicz, D. C. Hoaglin, How to detect and handle outliers, 1993, p. 13: a modified z-score beyond 3.5. */
const farScore = 3.5;

/** With fewer photos, a spread says nothing. */
const fewestPhotos = 8;

/** So many neighbours' similarities are averaged. */
const asked = 5;

/**
 * Finds photos that the backbone sees as unlike the others, the most unlike first.
 *
 * A photo's measure is its mean similarity to its five nearest (S. Ramaswamy, R. Rastogi, K. Shim, SIGMOD 2000, with the
 * mean rather than the k-th, as F. Angiulli, C. Pizzuti, PKDD 2002), of its own class and of all. It lies apart where that
 * is more than 3.5 robust standard deviations (1.4826 times the median absolute deviation) below the median of its class or
 * of all photos.
 *
 * @param labels The class of each row.
 */
export function findOutliers(neighbours: Neighbours, labels: Int32Array): Outlier[] {
  const { count, similarities, ownSimilarities } = neighbours;
  const overall = meansOfNearest(similarities, count);
  const within = meansOfNearest(ownSimilarities, count);
  const rows = [...labels.keys()];
  const overallScores = scoresBelow(overall, rows);
  const outliers: Outlier[] = [];
  for (const label of new Set(labels)) {
    const own = rows.filter((row) => labels[row] === label);
    const scores = scoresBelow(within, own);
    for (const photo of own) {
      const [ofAll, ofClass] = [overallScores.get(photo) ?? 0, scores.get(photo) ?? 0];
      if (ofAll > farScore) outliers.push({ photo, from: 'all', score: ofAll });
      else if (ofClass > farScore) outliers.push({ photo, from: 'class', score: ofClass });
    }
  }
  return outliers.toSorted((a, b) => b.score - a.score || a.photo - b.photo);
}

/** Each photo's mean similarity to its nearest; NaN for one without neighbours. */
function meansOfNearest(similarities: Float32Array, count: number): Float64Array {
  return Float64Array.from({ length: similarities.length / count }, (_, photo) => {
    const nearest = similarities.subarray(photo * count, photo * count + Math.min(asked, count)).filter(Number.isFinite);
    return nearest.reduce((sum, similarity) => sum + similarity, 0) / nearest.length;
  });
}

/** By how many robust standard deviations each of some photos lies below their median; empty where they are few. */
function scoresBelow(values: Float64Array, rows: readonly number[]): Map<number, number> {
  if (rows.length < fewestPhotos) return new Map();
  const own = rows.map((row) => values[row] ?? Number.NaN);
  const middle = median(own);
  const spread = 1.4826 * median(own.map((value) => Math.abs(value - middle)));
  return spread > 0 ? new Map(rows.map((row, at) => [row, (middle - (own[at] ?? middle)) / spread])) : new Map();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
