import { type Matrix, takeRows } from '../tensor/matrix.ts';
import type { WayContext } from './way-context.ts';

/** Photos to learn from. */
export interface LearnedPhotos {
  /** In the backbone as it was: n x d. */
  readonly features: Matrix;
  readonly labels: Int32Array;
  /** What copies have in common. */
  readonly keys: readonly string[];
}

/** The photos at some places. */
export function learnedPhotos(places: readonly number[], { features, labels, keys }: WayContext): LearnedPhotos {
  return {
    features: takeRows(features, places),
    labels: Int32Array.from(places, (place) => labels[place] ?? 0),
    keys: places.map((place) => keys[place] ?? ''),
  };
}
