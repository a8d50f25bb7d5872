import { invalidArgument } from '../errors.ts';
import type { LabelSets } from '../tensor/label-sets.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';
import { type FoldOptions, neverHeldOut } from './stratified-folds.ts';

/**
 * Deals photos that may have several labels to the folds of a cross-validation, every class spread as evenly as it goes.
 *
 * The rarest class is dealt first, each of its photos to the fold that lacks most of that class, of those the one that lacks
 * most photos: iterative stratification (K. Sechidis, G. Tsoumakas, I. Vlahavas, On the stratification of multi-label data,
 * ECML PKDD 2011, algorithm 1). Photos of one key are dealt as one. Where all photos of a class would be held out at once,
 * they never are: nothing could have learned the class without them.
 *
 * @returns For each photo its fold, from 0, or `neverHeldOut`. The same for any order of the photos, with keys.
 * @throws `INVALID_ARGUMENT` when `folds` is not a whole number of at least 2.
 */
export function stratifiedFoldsOfSets(sets: LabelSets, options: FoldOptions = {}): Int32Array {
  const { folds = 5, seed = 0, keys } = options;
  if (!Number.isInteger(folds) || folds < 2) throw invalidArgument('folds', 'a whole number of at least 2', folds);
  const groups = groupByKey(sets, keys);
  const dealt = deal(groups, sets.columns, folds, seed);
  const foldOf = new Int32Array(sets.rows);
  for (const [g, { photos }] of groups.entries()) for (const photo of photos) foldOf[photo] = dealt[g] ?? 0;
  for (let label = 0; label < sets.columns; label++) {
    const own = groups.flatMap((group) => (group.labels.has(label) ? group.photos : []));
    if (new Set(own.map((photo) => foldOf[photo])).size > 1) continue;
    for (const photo of own) foldOf[photo] = neverHeldOut;
  }
  return foldOf;
}

/** Photos that stay together, and the classes that any of them has. */
interface Group {
  readonly photos: number[];
  readonly labels: Set<number>;
}

/** The groups, in an order that does not depend on the photos' where they have keys. */
function groupByKey({ rows, columns, data }: LabelSets, keys: readonly string[] | undefined): Group[] {
  const groups = new Map<string, Group>();
  for (let photo = 0; photo < rows; photo++) {
    const key = keys?.[photo] ?? String(photo);
    const group = groups.get(key) ?? { photos: [], labels: new Set() };
    groups.set(key, group);
    group.photos.push(photo);
    for (let label = 0; label < columns; label++) if (data[photo * columns + label] === 1) group.labels.add(label);
  }
  if (keys === undefined) return [...groups.values()];
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** The fold of each group. */
function deal(groups: readonly Group[], classes: number, folds: number, seed: number): number[] {
  const left = new Set(shuffle([...groups.keys()], seededRandom(seed)));
  const lackOfPhotos = new Array<number>(folds).fill(groups.length / folds);
  const lackOf = Array.from({ length: classes }, (_, label) => {
    return new Array<number>(folds).fill(groups.filter((group) => group.labels.has(label)).length / folds);
  });
  const foldOf = new Array<number>(groups.length).fill(0);
  const put = (g: number, fold: number): void => {
    foldOf[g] = fold;
    left.delete(g);
    lackOfPhotos[fold] = (lackOfPhotos[fold] ?? 0) - 1;
    for (const label of groups[g]?.labels ?? []) {
      const lack = lackOf[label];
      if (lack !== undefined) lack[fold] = (lack[fold] ?? 0) - 1;
    }
  };
  while (left.size > 0) {
    const rarest = rarestClass(
      [...left].map((g) => groups[g]?.labels ?? new Set()),
      classes,
    );
    const own = [...left].filter((g) => rarest === undefined || groups[g]?.labels.has(rarest) === true);
    for (const g of own) put(g, neediest(rarest === undefined ? lackOfPhotos : (lackOf[rarest] ?? lackOfPhotos), lackOfPhotos));
  }
  return foldOf;
}

/** The class that the fewest of these have, but at least one; undefined where they have none. */
function rarestClass(labels: readonly ReadonlySet<number>[], classes: number): number | undefined {
  const counts = new Array<number>(classes).fill(0);
  for (const own of labels) for (const label of own) counts[label] = (counts[label] ?? 0) + 1;
  let rarest: number | undefined;
  for (const [label, count] of counts.entries()) {
    if (count > 0 && (rarest === undefined || count < (counts[rarest] ?? 0))) rarest = label;
  }
  return rarest;
}

/** The fold that lacks most, of those the one that lacks most by the second list, of those the first. */
function neediest(lack: readonly number[], otherwise: readonly number[]): number {
  let best = 0;
  for (let fold = 1; fold < lack.length; fold++) {
    const more = (lack[fold] ?? 0) - (lack[best] ?? 0);
    if (more > 1e-9 || (Math.abs(more) <= 1e-9 && (otherwise[fold] ?? 0) > (otherwise[best] ?? 0) + 1e-9)) best = fold;
  }
  return best;
}
