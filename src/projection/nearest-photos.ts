import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, rowOf, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';

/** A photo, and how alike it is: the cosine of the features, 1 for the same. */
export interface Neighbour {
  readonly photo: number;
  readonly similarity: number;
}

/** Which photos are compared with which. */
export interface NearestOptions {
  /** How many neighbours are wanted. */
  readonly count: number;
  /** The photos whose neighbours are wanted. @default all */
  readonly of?: readonly number[] | undefined;
  /** The photos that may be neighbours. @default all */
  readonly among?: readonly number[] | undefined;
  readonly multiplier: MatrixMultiplier;
  readonly signal?: Cancellation | undefined;
}

/** Photos compared with all others in one product: with 20,000 others it holds 40 MB. */
const rowsAtOnce = 512;

/**
 * Finds the photos most like each photo, the nearest first, itself left out; of equally near ones the earlier first.
 *
 * Cost: m·n·d multiply-adds for m photos among n.
 *
 * @param units n x d, rows of length 1: see `unitFeatures`.
 * @returns For each of `of` its neighbours: `count`, or fewer where there are no more.
 */
export async function nearestPhotos(units: Matrix, options: NearestOptions): Promise<readonly (readonly Neighbour[])[]> {
  const all = [...Array(units.rows).keys()];
  const { count, of = all, among = all, multiplier, signal } = options;
  const candidates = among === all ? units : takeRows(units, among);
  const found: (readonly Neighbour[])[] = [];
  for (let first = 0; first < of.length; first += rowsAtOnce) {
    signal?.throwIfAborted();
    const some = of.slice(first, first + rowsAtOnce);
    const product = await multiplier.multiply(takeRows(units, some), candidates, { transposeB: true });
    for (const [row, photo] of some.entries()) found.push(best(rowOf(product, row), among, photo, count));
  }
  return found;
}

/** The `count` largest, by insertion into a short sorted list: most candidates fail its last place. */
function best(similarities: Float32Array, among: readonly number[], self: number, count: number): readonly Neighbour[] {
  const list: Neighbour[] = [];
  for (const [at, similarity] of similarities.entries()) {
    const photo = among[at] ?? -1;
    if (photo === self || (list.length === count && similarity <= (list[count - 1]?.similarity ?? 0))) continue;
    let place = list.length;
    while (place > 0 && (list[place - 1]?.similarity ?? 0) < similarity) place--;
    list.splice(place, 0, { photo, similarity });
    if (list.length > count) list.pop();
  }
  return list;
}
