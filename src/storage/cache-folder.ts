import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** The environment variables that a part of Graft reads: passed in, so that nothing else looks at `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where each kind of thing stands inside the cache folder. */
export interface CachePlaces {
  /** The cache folder itself. */
  readonly root: string;
  /** Files fetched from elsewhere, one folder a content hash. */
  readonly downloads: string;
  /** Networks converted to ONNX, made again at need. */
  readonly converted: string;
  /** Which commits the hub's branches were when they were first named. */
  readonly hub: string;
  /** The feature store. */
  readonly features: string;
  /** Activations at a cut, for training past the head: a file for each way of computing them. */
  readonly activations: string;
  /** What comparisons of ways to train measured, a file a training. */
  readonly comparisons: string;
  /** Sample datasets, a folder each. */
  readonly samples: string;
  /** Photos that were unpacked, downloaded, or given by a program. */
  readonly datasets: string;
}

/**
 * The folder in which Graft keeps what it can fetch or compute again.
 *
 * `GRAFT_CACHE_DIR` moves it; otherwise it is where the operating system keeps caches
 * (`~/.cache/graft`, `~/Library/Caches/graft`, `%LOCALAPPDATA%\graft\Cache`).
 *
 * @returns An absolute path. The folder need not exist.
 */
export function cacheFolder(environment: Environment = process.env): string {
  const chosen = environment['GRAFT_CACHE_DIR'];
  return chosen === undefined || chosen === '' ? envPaths('graft', { suffix: '' }).cache : resolve(chosen);
}

/** The places inside a cache folder, by name. */
export function cachePlaces(root: string = cacheFolder()): CachePlaces {
  return {
    root,
    downloads: join(root, 'downloads'),
    converted: join(root, 'converted'),
    hub: join(root, 'hub'),
    features: join(root, 'features'),
    activations: join(root, 'activations'),
    comparisons: join(root, 'comparisons'),
    samples: join(root, 'samples'),
    datasets: join(root, 'datasets'),
  };
}
