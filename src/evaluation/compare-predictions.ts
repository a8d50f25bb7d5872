import { GraftError, invalidArgument } from '../errors.ts';
import { mcnemarTest } from './mcnemar-test.ts';
import { type Interval, wilsonInterval } from './wilson-interval.ts';

/** Two classifiers on the same photos. Plain JSON. */
export interface Comparison {
  /** How many photos both were asked about. */
  readonly images: number;
  readonly first: { readonly accuracy: number; readonly accuracyInterval: Interval };
  readonly second: { readonly accuracy: number; readonly accuracyInterval: Interval };
  /** Photos by who was right. */
  readonly table: { readonly both: number; readonly onlyFirst: number; readonly onlySecond: number; readonly neither: number };
  /** The second's accuracy less the first's, */
  readonly difference: number;
  /** and where the true difference lies with 95 % confidence. */
  readonly differenceInterval: Interval;
  /** How probable so large a difference is if both are equally good (McNemar): below 0.05 it is taken for more than chance. */
  readonly pValue: number;
}

/** The 97.5 % point of the standard normal. */
const z95 = 1.959963984540054;

/**
 * Compares two classifiers by which photos each had right. See `mcnemarTest`.
 *
 * The interval of the difference is Wald's with half a photo added to each cell of the table (A. Agresti, Y. Min,
 * Statistics in Medicine 24, 2005, §2): it keeps its 95 % with few photos, too.
 *
 * @param first For each photo, whether the first had it right.
 * @param second The same for the second.
 * @throws `INVALID_ARGUMENT` without photos, `SHAPE_MISMATCH` when the two are not about as many photos.
 */
export function comparePredictions(first: readonly boolean[], second: readonly boolean[]): Comparison {
  const images = first.length;
  if (images === 0) throw invalidArgument('first', 'at least one photo', images);
  if (second.length !== images)
    throw new GraftError(
      'SHAPE_MISMATCH',
      `Expected ${images} photos of the second classifier, as of the first. Received ${second.length}.`,
    );
  const count = (a: boolean, b: boolean): number => first.filter((right, i) => right === a && second[i] === b).length;
  const table = { both: count(true, true), onlyFirst: count(true, false), onlySecond: count(false, true), neither: count(false, false) };
  const right = (hits: number) => ({ accuracy: hits / images, accuracyInterval: wilsonInterval(hits, images) });
  const total = images + 2;
  const [b, c] = [(table.onlyFirst + 0.5) / total, (table.onlySecond + 0.5) / total];
  const half = z95 * Math.sqrt((b + c - (c - b) ** 2) / total);
  return {
    images,
    first: right(table.both + table.onlyFirst),
    second: right(table.both + table.onlySecond),
    table,
    difference: (table.onlySecond - table.onlyFirst) / images,
    differenceInterval: { low: Math.max(-1, c - b - half), high: Math.min(1, c - b + half) },
    pValue: mcnemarTest(table.onlyFirst, table.onlySecond),
  };
}
