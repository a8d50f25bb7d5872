import { UMAP } from 'umap-js';
import type { Cancellation } from '../tensor/cancellation.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { nearestPhotos } from './nearest-photos.ts';
import { principalPlane } from './principal-plane.ts';

/** How a map is made. */
export interface MapPhotosOptions {
  /** Decides every random number. @default 0 */
  readonly seed?: number | undefined;
  readonly multiplier: MatrixMultiplier;
  readonly signal?: Cancellation | undefined;
}

/** Each photo's place; both from 0 to 1. */
export interface Places {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** How many photos each is drawn towards: fewer show clusters, more show the whole. */
const neighbours = 12;

/** Rounds of the layout: from the principal plane on, more than these move little. UMAP's own choice is 500, from nowhere. */
const epochs = 100;

/** So few photos have no neighbourhoods: they are laid on their principal plane. */
const fewest = 10;

/**
 * Lays photos out on a plane so that alike ones lie together. The same photos and seed give the same map.
 *
 * UMAP: L. McInnes, J. Healy, J. Melville, arXiv:1802.03426, 2018. The neighbours are exact, by cosine over all features;
 * it begins from the principal plane, so that what lies far apart on the map is apart in the features, too, as far as a
 * plane can show it (D. Kobak, G. C. Linderman, Nature Biotechnology 39, 2021).
 *
 * @param units n x d, rows of length 1: see `unitFeatures`.
 */
export async function mapPhotos(units: Matrix, { seed = 0, multiplier, signal }: MapPhotosOptions): Promise<Places> {
  const random = seededRandom(seed);
  const plane = await principalPlane(units, multiplier, random);
  const begin = Array.from({ length: units.rows }, (_, row): [number, number] => [plane.data[2 * row] ?? 0, plane.data[2 * row + 1] ?? 0]);
  if (units.rows < fewest) return toUnitSquare(begin);
  const count = Math.min(neighbours, units.rows - 1);
  const near = await nearestPhotos(units, { count: count - 1, multiplier, signal });
  const umap = new UMAP({ nComponents: 2, nNeighbors: count, minDist: 0.2, nEpochs: epochs, random: () => random.next() });
  // UMAP counts a photo as its own first neighbour.
  umap.setPrecomputedKNN(
    near.map((list, row) => [row, ...list.map(({ photo }) => photo)]),
    near.map((list) => [0, ...list.map(({ similarity }) => Math.sqrt(Math.max(0, 2 - 2 * similarity)))]),
  );
  umap.initializeFit(begin);
  const embedding = umap.getEmbedding();
  const start = spread(begin);
  for (const [row, place] of embedding.entries()) {
    // A hundredth of noise parts photos that are the same: at one point nothing could pull them apart.
    for (const axis of [0, 1] as const) place[axis] = (start[row]?.[axis] ?? 0) + 0.1 * random.normal();
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    signal?.throwIfAborted();
    umap.step();
  }
  return toUnitSquare(umap.getEmbedding());
}

/** Scaled so that the larger side reaches from -10 to 10, UMAP's usual beginning. */
function spread(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const most = points.reduce((all, [x, y]) => Math.max(all, Math.abs(x), Math.abs(y)), 0) || 1;
  return points.map(([x, y]) => [(10 * x) / most, (10 * y) / most]);
}

function toUnitSquare(points: readonly (readonly number[])[]): Places {
  return { x: toUnit(points.map(([x = 0]) => x)), y: toUnit(points.map(([, y = 0]) => y)) };
}

function toUnit(values: readonly number[]): readonly number[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return values.map((value) => (high > low ? (value - low) / (high - low) : 0.5));
}
