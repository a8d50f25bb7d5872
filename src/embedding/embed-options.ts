import type { Backbone } from '../backbones/backbone.ts';
import type { PixelRangeOption } from '../backbones/pixel-range-option.ts';
import type { Model } from '../classifier/model.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { invalidArgument } from '../errors.ts';
import type { Fit } from '../preprocessing/preprocessing.ts';

/** What to embed, and where to. Only `data` and `file` are required. */
export interface EmbedOptions {
  /** Photos with labels or without: what `openPhotosEvents` opens, or a dataset opened before. */
  readonly data: string | readonly string[] | Dataset;
  /** The table: `.parquet`, `.npy` or `.csv` by its ending. */
  readonly file: string;
  /** The features that this model's head reads: its backbone, cuts and preprocessing. Instead of the next five. */
  readonly model?: Model | undefined;
  /** A name of the catalogue, a path, or a backbone loaded before. @default 'inception-v3' */
  readonly backbone?: string | Backbone | undefined;
  /** In which numbers the backbone computes. @default 'auto' */
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  /** How the backbone's pixels are scaled, where nothing tells; see `loadBackbone`. */
  readonly range?: PixelRangeOption | undefined;
  /** The side of the square that a network of the catalogue reads, in pixels. @default the network's own */
  readonly imageSize?: number | undefined;
  /** The layers whose averages over the picture are the features, side by side. @default the backbone's own choice */
  readonly cut?: number | string | readonly (number | string)[] | undefined;
  /** How photos of another shape meet the network's square. @default 'stretch' */
  readonly fit?: Fit | undefined;
  /** Whether folders are looked at for labels. @default true */
  readonly labels?: boolean | undefined;
  /** Replaces files that stand there. @default false: that is an error */
  readonly replace?: boolean | undefined;
  /** Whether the first picture that cannot be read ends the work. @default false: it is skipped and listed */
  readonly strict?: boolean | undefined;
  /** Keep features on disk, so that they are computed once. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a model decides, and what is therefore not to be given beside one. */
const decided = ['backbone', 'precision', 'range', 'imageSize', 'cut', 'fit'] as const;

/** @throws `INVALID_ARGUMENT` for options that a model would overrule */
export function expectOneSource(options: EmbedOptions): void {
  if (options.model === undefined) return;
  for (const name of decided) {
    if (options[name] !== undefined)
      throw invalidArgument(name, 'left out: the model decides it', options[name], `Leave out ${name}, or the model.`);
  }
}
