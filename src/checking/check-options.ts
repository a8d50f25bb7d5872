import type { Backbone } from '../backbones/backbone.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { invalidArgument } from '../errors.ts';

/** What to check, and how. Only `data` is required. */
export interface CheckOptions {
  /** A folder with a folder of photos for each class, or a dataset opened before. */
  readonly data: string | Dataset;
  /** A name of the catalogue, a path, or a backbone loaded before. @default 'inception-v3' */
  readonly backbone?: string | Backbone | undefined;
  /** In which numbers the backbone computes. @default 'auto' */
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  /** Folds of the cross-validation that label errors are told by. @default 10 */
  readonly folds?: number | undefined;
  /** Decides the folds. @default 0 */
  readonly seed?: number | undefined;
  /** Keep features and looks on disk, so that they are computed once. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options with their defaults filled in. */
export type ResolvedCheckOptions = Omit<CheckOptions, Defaulted> & { readonly [Name in Defaulted]: NonNullable<CheckOptions[Name]> };

type Defaulted = 'folds' | 'seed' | 'keepFeatures';

/** Checks options and fills in the defaults. @throws `INVALID_ARGUMENT` */
export function resolveCheckOptions(options: CheckOptions): ResolvedCheckOptions {
  const { folds = 10, seed = 0, keepFeatures = true } = options;
  if (!Number.isInteger(folds) || folds < 2) throw invalidArgument('folds', 'a whole number of at least 2', folds);
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', 'a whole number', seed);
  return { ...options, folds, seed, keepFeatures };
}
