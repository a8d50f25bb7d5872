import { invalidArgument } from '../errors.ts';
import { countLabels } from '../tensor/labels.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';

/** How photos are dealt to folds. */
export interface FoldOptions {
  /** How many folds, at least 2; no more are made than there are different photos. @default 5 */
  readonly folds?: number | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  /** The identity of each photo, such as its content hash: photos of one key stay together. @default every photo is its own */
  readonly keys?: readonly string[] | undefined;
}

/** The fold of a photo that is never held out. */
export const neverHeldOut = -1;

/**
 * Deals photos to the folds of a cross-validation: the fold in which each is held out.
 *
 * Stratified: every class is spread over the folds as evenly as it goes. Where a class's photos would all be held out at once
 * (it has only one, or copies of one), they are never held out, since nothing could have learned the class without them.
 * With keys, the folds do not depend on the order of the photos.
 *
 * @param labels The class of each photo, 0 … classes - 1.
 * @returns For each photo its fold, from 0, or {@link neverHeldOut}.
 * @throws `INVALID_ARGUMENT` when `folds` is not a whole number of at least 2.
 */
export function stratifiedFolds(labels: Int32Array, classes: number, options: FoldOptions = {}): Int32Array {
  const { folds = 5, seed = 0, keys } = options;
  if (!Number.isInteger(folds) || folds < 2) throw invalidArgument('folds', 'a whole number of at least 2', folds);
  const random = seededRandom(seed);
  const foldOfKey = new Map<string, number>();
  const keyOf = (photo: number): string => keys?.[photo] ?? String(photo);
  let dealt = 0;
  for (let label = 0; label < classes; label++) {
    const ofClass = new Set<string>();
    for (const [photo, own] of labels.entries()) if (own === label) ofClass.add(keyOf(photo));
    // Sorted first, so that the shuffle starts from an order that does not depend on the photos'.
    const order = keys === undefined ? [...ofClass] : [...ofClass].toSorted((a, b) => (a < b ? -1 : 1));
    for (const key of shuffle(order, random)) {
      if (!foldOfKey.has(key)) foldOfKey.set(key, dealt++ % folds);
    }
  }
  const foldOf = Int32Array.from(labels, (_, photo) => foldOfKey.get(keyOf(photo)) ?? neverHeldOut);
  const counts = countLabels(labels, classes);
  for (let label = 0; label < classes; label++) {
    const first = foldOf[labels.indexOf(label)];
    let alike = 0;
    for (const [photo, own] of labels.entries()) if (own === label && foldOf[photo] === first) alike++;
    if (alike !== counts[label]) continue;
    for (const [photo, own] of labels.entries()) if (own === label) foldOf[photo] = neverHeldOut;
  }
  return foldOf;
}
