import type { EmbedOptions } from '../embedding/embed-options.ts';

/** Which photos' features are wanted, and where they are to go. Only `data` and `to` are required. */
export interface FeaturesOptions
  extends Pick<EmbedOptions, 'data' | 'range' | 'imageSize' | 'cut' | 'fit' | 'keepFeatures' | 'cacheFolder' | 'signal'> {
  /** Whether folders are classes; without, the set has none. Asked of photos that are not opened yet. @default true */
  readonly labels?: boolean | undefined;
  /** Whether a photo may have several labels, as a table tells. Asked of photos that are not opened yet. @default false */
  readonly multiLabel?: boolean | undefined;
  /** The store: a folder, `s3://bucket/folder`, or `https://host/folder` that takes PUT. */
  readonly to: string;
  /** A name of the catalogue, or a path that is the same for every worker. @default 'inception-v3' */
  readonly backbone?: string | undefined;
  /** In which numbers the backbone computes. @default 'auto': decided here, for all workers alike */
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  /** Photos to a shard, on average: what a worker that is killed loses at most. @default 1000 */
  readonly shardSize?: number | undefined;
  /** Whether a set of other photos, or of another backbone, may be replaced in the store. @default false: that is an error */
  readonly replace?: boolean | undefined;
}
