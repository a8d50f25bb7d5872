import type { GatherOptions } from '../checking/gather-photos.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { invalidArgument } from '../errors.ts';
import { type Way, ways } from '../report/ways-data.ts';

/** What to compare on, and how. Only `data` is required. */
export interface CompareWaysOptions extends Omit<GatherOptions, 'strict'> {
  /** A folder, an archive or a table of labelled photos (see `openDataset`), or a dataset opened before. */
  readonly data: string | Dataset;
  /** Numbers of photos a class to learn from. @default 2, 5, 10, 20, 50, as far as there are so many */
  readonly photos?: readonly number[] | undefined;
  /** The time for each training, in seconds. @default 60 */
  readonly budget?: number | undefined;
  /** Which ways. @default all four */
  readonly ways?: readonly Way[] | undefined;
  /** The first layer that fine-tuning trains. @default the second of the layers that the head reads; mixed_7a for InceptionV3 */
  readonly trainFrom?: string | undefined;
  /** At most so many test photos: each training is measured on them. @default 400 */
  readonly test?: number | undefined;
  /** The part that is held out to test on, where the dataset has no part for that. @default 0.2 */
  readonly heldOut?: number | undefined;
  /** Whether what was measured before with the same photos and options is measured anew. @default false */
  readonly again?: boolean | undefined;
  /** Decides which photos, and every random number. @default 0 */
  readonly seed?: number | undefined;
}

type Defaulted = 'photos' | 'budget' | 'ways' | 'test' | 'heldOut' | 'again' | 'seed' | 'keepFeatures';

/** With the defaults filled in. */
export type ResolvedCompareOptions = Omit<CompareWaysOptions, Defaulted> & {
  readonly [Name in Defaulted]: NonNullable<CompareWaysOptions[Name]>;
};

/** As the learning curves of the field have it. */
const defaultPhotos = [2, 5, 10, 20, 50] as const;

/**
 * Checks options and fills in the defaults.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function resolveCompareOptions(options: CompareWaysOptions): ResolvedCompareOptions {
  const { budget = 60, test = 400, heldOut = 0.2, again = false, seed = 0, keepFeatures = true } = options;
  const { photos = defaultPhotos, ways: wanted = ways } = options;
  if (photos.length === 0 || photos.some((count) => !Number.isInteger(count) || count < 1))
    throw invalidArgument('photos', 'whole numbers of at least 1, such as 2, 5, 10', photos.join(', '));
  if (!(budget > 0 && Number.isFinite(budget))) throw invalidArgument('budget', 'a number of seconds above 0', budget);
  if (!Number.isInteger(test) || test < 1) throw invalidArgument('test', 'a whole number of at least 1', test);
  if (!(heldOut > 0 && heldOut < 1)) throw invalidArgument('heldOut', 'a part above 0 and below 1, such as 0.2', heldOut);
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', 'a whole number', seed);
  if (options.cut === 'auto') throw invalidArgument('cut', 'layers: a choice by cross-validation is no part of what is compared', 'auto');
  for (const way of wanted) if (!ways.includes(way)) throw invalidArgument('ways', ways.join(', '), way);
  return {
    ...options,
    photos: [...new Set(photos)].toSorted((a, b) => a - b),
    ways: ways.filter((way) => wanted.includes(way)),
    ...{ budget, test, heldOut, again, seed, keepFeatures },
  };
}
