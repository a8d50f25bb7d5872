import type { Dataset } from '../datasets/dataset.ts';
import { invalidArgument } from '../errors.ts';
import type { GatherOptions } from './gather-photos.ts';

/** What to check, and how. Only `data` is required. */
export interface CheckOptions extends Pick<GatherOptions, 'backbone' | 'precision' | 'range' | 'keepFeatures' | 'cacheFolder' | 'signal'> {
  /** A folder, an archive or a table of labelled photos (see `openDataset`), or a dataset opened before. */
  readonly data: string | Dataset;
  /** Folds of the cross-validation that label errors are told by. @default 10 */
  readonly folds?: number | undefined;
  /** Decides the folds. @default 0 */
  readonly seed?: number | undefined;
}

/** Options with their defaults filled in. */
export type ResolvedCheckOptions = Omit<CheckOptions, Defaulted> & { readonly [Name in Defaulted]: NonNullable<CheckOptions[Name]> };

type Defaulted = 'folds' | 'seed';

/** Checks options and fills in the defaults. @throws `INVALID_ARGUMENT` */
export function resolveCheckOptions(options: CheckOptions): ResolvedCheckOptions {
  const { folds = 10, seed = 0 } = options;
  if (!Number.isInteger(folds) || folds < 2) throw invalidArgument('folds', 'a whole number of at least 2', folds);
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', 'a whole number', seed);
  return { ...options, folds, seed };
}
