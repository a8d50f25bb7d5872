import type { PixelRangeOption } from '../backbones/pixel-range-option.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { Fit } from '../preprocessing/preprocessing.ts';

/** Which photos' features are wanted, and where they are to go. Only `data` and `to` are required. */
export interface FeaturesOptions {
  /** Photos with labels or without: what `openPhotosEvents` opens, or a dataset opened before. */
  readonly data: string | readonly string[] | Dataset;
  /** The store: a folder, or an address that `openObjectStore` knows. */
  readonly to: string;
  /** A name of the catalogue, or a path that is the same for every worker. @default 'inception-v3' */
  readonly backbone?: string | undefined;
  /** In which numbers the backbone computes. @default 'auto': decided here, for all workers alike */
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  /** How the backbone's pixels are scaled, where nothing tells; see `loadBackbone`. */
  readonly range?: PixelRangeOption | undefined;
  /** The side of the square that a network of the catalogue reads, in pixels. @default the network's own */
  readonly imageSize?: number | undefined;
  /** The layers whose averages over the picture are the features, side by side. @default the backbone's own choice */
  readonly cut?: number | string | readonly (number | string)[] | undefined;
  /** How photos of another shape meet the network's square. @default 'stretch' */
  readonly fit?: Fit | undefined;
  /** Photos to a shard, on average: what a worker that is killed loses at most. @default 1000 */
  readonly shardSize?: number | undefined;
  /** Whether a set of other photos, or of another backbone, may be replaced in the store. @default false: that is an error */
  readonly replace?: boolean | undefined;
  /** Keep features on this machine's disk as well, where all verbs find them. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
