import { describeDuplicates } from '../audit/audit-photos.ts';
import type { Comparison } from '../checking/compare-photos.ts';
import type { Photo } from '../checking/readable-photos.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import { splitByHash } from '../evaluation/split-by-hash.ts';
import { wordsOf } from '../medium.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** Which photos are learned from and which are held out for measuring, as places in the list of photos. */
export interface Split {
  /** By the user's folders, by content hash, or not at all. */
  readonly by: 'folders' | 'hash' | 'none';
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Decides who is held out: the user's validation folder where there is one, else a part chosen by content hash, copies with
 * copies.
 *
 * @throws `DATASET_TOO_SMALL` when a class is left without a training photo.
 */
export function splitPhotos(
  { photos, labels, keys }: Comparison,
  dataset: Dataset,
  { validation: fraction, seed }: ResolvedTrainOptions,
): Split {
  const { one, many } = wordsOf(dataset.medium);
  const all = photos.map((_, place) => place);
  const byFolders = photos.some((photo) => photo.side === 'validation');
  const heldOut = byFolders
    ? photos.map((photo) => photo.side === 'validation')
    : fraction === 0
      ? photos.map(() => false)
      : splitByHash(keys, labels, { classes: dataset.classes.length, fraction, seed });
  const split: Split = {
    by: byFolders ? 'folders' : fraction === 0 ? 'none' : 'hash',
    train: all.filter((place) => !heldOut[place]),
    validation: all.filter((place) => heldOut[place]),
  };
  for (const [label, name] of dataset.classes.entries()) {
    if (split.train.some((place) => photos[place]?.label === label)) continue;
    throw new GraftError('DATASET_TOO_SMALL', `The class "${name}" has no ${one} left to learn from.`, {
      hint: byFolders ? `Put ${many} of it into the train folder.` : `Add ${many} of it.`,
    });
  }
  return split;
}

/**
 * Refuses to measure with copies of photos that were learned from.
 *
 * @throws `DATASET_LEAKS` where the user's own folders divide copies.
 */
export function expectNoLeaks({ photos, duplicates }: Comparison, { root, classes, medium }: Dataset): void {
  const { one, many, Many } = wordsOf(medium);
  const found = duplicates.groups.map((group) => describeDuplicates(group.kind, group.photos, photos, classes));
  const leaks = found.filter(({ acrossSplits }) => acrossSplits);
  const [first] = leaks;
  if (first === undefined) return;
  const listed = leaks.slice(0, mostLeaksNamed).map(({ files }) => files.join(' = '));
  const rest = leaks.length > listed.length ? `; and ${leaks.length - listed.length} more` : '';
  throw new GraftError(
    'DATASET_LEAKS',
    `${Many} to measure with are copies of ${many} to learn from, so that the result would be too good: ${listed.join('; ')}${rest}.`,
    {
      file: first.files[0] ?? root,
      hint: `Move all copies of a ${one} into one folder (graft check lists them), divide anew with graft split --near --again, or pass --allow-leakage (allowLeakage: true) to train all the same.`,
    },
  );
}

/** So many leaks are named in the message. */
const mostLeaksNamed = 3;

/** How many photos of each class are on each side. */
export function countSides(photos: readonly Photo[], split: Split, classes: number): { train: number; validation: number }[] {
  const counts = Array.from({ length: classes }, () => ({ train: 0, validation: 0 }));
  for (const side of ['train', 'validation'] as const) {
    for (const place of split[side]) {
      const count = counts[photos[place]?.label ?? 0];
      if (count !== undefined) count[side]++;
    }
  }
  return counts;
}
