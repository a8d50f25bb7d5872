import { median } from '../tensor/median.ts';
import type { Neighbours } from './find-neighbours.ts';

/** A photo that lies apart. */
export interface Outlier {
  /** The photo's row. */
  readonly photo: number;
  /** `class`: unlike the others of its class. `all`: unlike any photo of the set. */
  readonly from: 'class' | 'all';
  /** By how many robust standard deviations it is farther from its nearest than the median photo is. */
  readonly score: number;
}

/** B. Iglewicz, D. C. Hoaglin, How to detect and handle outliers, 1993, p. 13: a modified z-score beyond 3.5. */
const farScore = 3.5;

/** With fewer photos, a spread says nothing. */
const fewestPhotos = 8;

/** So many neighbours' distances are averaged. */
const asked = 5;

/**
 * Finds photos that the backbone sees as unlike the others, the most unlike first.
 *
 * A photo's measure is its mean distance to its five nearest (S. Ramaswamy, R. Rastogi, K. Shim, SIGMOD 2000, with the mean
 * rather than the k-th, as F. Angiulli, C. Pizzuti, PKDD 2002), of its own class and of all. It lies apart where that is
 * more than 3.5 robust standard deviations (1.4826 times the median absolute deviation) above the median of its class or of
 * all photos.
 *
 * @param labels The class of each row.
 */
export function findOutliers(neighbours: Neighbours, labels: Int32Array): Outlier[] {
  const { count, distances, ownDistances } = neighbours;
  const overall = meansOfNearest(distances, count);
  const within = meansOfNearest(ownDistances, count);
  const rows = [...labels.keys()];
  const overallScores = scoresAbove(overall, rows);
  const outliers: Outlier[] = [];
  for (const label of new Set(labels)) {
    const own = rows.filter((row) => labels[row] === label);
    const scores = scoresAbove(within, own);
    for (const photo of own) {
      const [ofAll, ofClass] = [overallScores.get(photo) ?? 0, scores.get(photo) ?? 0];
      if (ofAll > farScore) outliers.push({ photo, from: 'all', score: ofAll });
      else if (ofClass > farScore) outliers.push({ photo, from: 'class', score: ofClass });
    }
  }
  return outliers.toSorted((a, b) => b.score - a.score || a.photo - b.photo);
}

/** Each photo's mean distance to its nearest; NaN for one without neighbours. */
function meansOfNearest(squares: Float32Array, count: number): Float64Array {
  return Float64Array.from({ length: squares.length / count }, (_, photo) => {
    const nearest = squares.subarray(photo * count, photo * count + Math.min(asked, count)).filter(Number.isFinite);
    return nearest.reduce((sum, square) => sum + Math.sqrt(Math.max(0, square)), 0) / nearest.length;
  });
}

/** By how many robust standard deviations each of some photos lies above their median; empty where they are few. */
function scoresAbove(values: Float64Array, rows: readonly number[]): Map<number, number> {
  if (rows.length < fewestPhotos) return new Map();
  const own = rows.map((row) => values[row] ?? Number.NaN);
  const middle = median(own);
  const spread = 1.4826 * median(own.map((value) => Math.abs(value - middle)));
  return spread > 0 ? new Map(rows.map((row, at) => [row, ((own[at] ?? middle) - middle) / spread])) : new Map();
}
