import { type DuplicateGroup, duplicateKeys } from '../audit/find-duplicates.ts';
import { GraftError } from '../errors.ts';
import { assignSides } from '../evaluation/assign-sides.ts';
import { wordsOf } from '../medium.ts';
import type { Dataset, DatasetItem } from './dataset.ts';
import { type HashPhotosEvent, hashPhotos } from './hash-photos.ts';

/** How to divide a dataset. */
export interface DivideDatasetOptions {
  /** The part to choose by. @default 0.1 */
  readonly validation?: number | undefined;
  /** The part to measure with at the very end. @default 0.1 */
  readonly test?: number | undefined;
  /** Another seed, another division. @default 0 */
  readonly seed?: number | undefined;
  /** Near duplicates, which must be on one side: places in the dataset's items. @default none; exact ones are anyway */
  readonly groups?: readonly DuplicateGroup[] | undefined;
  /** Divides anew what is divided already. @default false: that is an error */
  readonly again?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Divides a dataset into photos to train on, to choose by, and to test with: the same dataset, each item with its side.
 *
 * A photo's side follows from its content, so it keeps it as the set grows; of every class about the same part is on
 * each side. Files that cannot be read are listed as skipped. See `assignSides` for the rule.
 *
 * @throws `DATASET_INVALID` where the dataset is divided already; `DATASET_EMPTY`; `INVALID_ARGUMENT`; the signal's reason
 */
export async function* divideDataset(dataset: Dataset, options: DivideDatasetOptions = {}): AsyncGenerator<HashPhotosEvent, Dataset, void> {
  const { validation = 0.1, test = 0.1, seed, groups = [], again = false, signal } = options;
  const divided = dataset.items.find((item) => item.side !== undefined);
  if (divided !== undefined && !again) {
    throw new GraftError(
      'DATASET_INVALID',
      `${dataset.root} is divided already: ${divided.source ?? divided.path} is for ${divided.side}.`,
      {
        file: dataset.root,
        hint: 'To divide it anew, what is for test and all, use --again (again).',
      },
    );
  }
  const hashed = yield* hashPhotos(
    dataset.items.map((item) => item.path),
    { signal },
  );
  const readable = hashed.flatMap((each, place) => ('sha256' in each ? [{ place, sha256: each.sha256 }] : []));
  if (readable.length === 0)
    throw new GraftError('DATASET_EMPTY', `No ${wordsOf(dataset.medium).one} of ${dataset.root} can be read.`, {
      file: dataset.root,
      hint: 'Check that the files are still there.',
    });
  const rowOf = new Map(readable.map(({ place }, row) => [place, row]));
  const own = groups.map(({ kind, photos }) => ({ kind, photos: photos.flatMap((place) => rowOf.get(place) ?? []) }));
  const hashes = readable.map((each) => each.sha256);
  const sides = assignSides(
    duplicateKeys(hashes, { groups: own, series: [] }),
    readable.map(({ place }) => dataset.items[place]?.label ?? 0),
    {
      classes: dataset.classes.length,
      validation,
      test,
      seed,
    },
  );
  const items = readable.flatMap(({ place }, row): DatasetItem[] => {
    const item = dataset.items[place];
    return item === undefined ? [] : [{ ...item, side: sides[row] }];
  });
  const lost = hashed.flatMap((each, place) =>
    'error' in each ? [{ path: dataset.items[place]?.path ?? '', reason: each.error.message }] : [],
  );
  return { ...dataset, items, skipped: [...dataset.skipped, ...lost] };
}
