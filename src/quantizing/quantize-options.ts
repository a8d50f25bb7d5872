import type { Backbone } from '../backbones/backbone.ts';
import type { PixelRangeOption } from '../backbones/pixel-range-option.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { CalibrationMethod } from '../graph/quantize/calibrate-range.ts';
import type { Fit } from '../preprocessing/preprocessing.ts';

/** What to quantize, on which photos, and how. */
export interface QuantizeBackboneOptions {
  /** A name of the catalogue, the path of a file, or a backbone loaded before, in float32. */
  readonly backbone: string | Backbone;
  /** The photos to calibrate on, such as the network will see: a place, or an opened dataset. With labels, heads are compared, too. */
  readonly data: string | Dataset;
  /**
   * How the ranges of activations are chosen: see `calibrateRange`. With `auto` all three ways are tried, and the one kept
   * whose features at the cut are the closest to the float network's.
   * @default 'auto'
   */
  readonly method?: CalibrationMethod | 'auto' | undefined;
  /** How many photos to calibrate on, at most half of them. @default 128 */
  readonly calibrate?: number | undefined;
  /** How many of the other photos to compare the networks on. @default 256 */
  readonly measure?: number | undefined;
  /** Where features are compared: layers as `Backbone.cut` takes them. @default the backbone's own choice */
  readonly cut?: readonly (string | number)[] | undefined;
  /** 7 for runtimes on x64 processors without VNNI that Graft does not set up: their sums of 8-bit products saturate. @default 8 */
  readonly weightBits?: 7 | 8 | undefined;
  /** Whether the layer that reads the pixels stays in float. @default false */
  readonly floatFirst?: boolean | undefined;
  /** Whether the classifier stays in float. @default true */
  readonly floatLast?: boolean | undefined;
  /** The side of the square picture that the network reads, in pixels. @default as published */
  readonly imageSize?: number | undefined;
  /** How its pixels are scaled, where nothing tells; see `loadBackbone`. */
  readonly range?: PixelRangeOption | undefined;
  /** How photos of another shape meet the network's square. @default 'stretch' */
  readonly fit?: Fit | undefined;
  /** Decides which photos calibrate. @default 0 */
  readonly seed?: number | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
