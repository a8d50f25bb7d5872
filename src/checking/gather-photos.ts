import { Backbone, type Cut } from '../backbones/backbone.ts';
import { type BackboneEvent, loadBackboneEvents } from '../backbones/load-backbone.ts';
import type { PixelRangeOption } from '../backbones/pixel-range-option.ts';
import { soundCuts } from '../backbones/sound-cuts.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { type ExtractedFeatures, extractFeatures, type FeatureEvent, type KeptBeside } from '../features/extract-features.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { chooseSound } from '../media/choose-sound.ts';
import { definePreprocessing, type Fit, type Preprocessing } from '../preprocessing/preprocessing.ts';
import type { Device } from '../runtime/device.ts';
import type { SoundOptions } from '../sounds/sound-settings.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';

/** How photos become features. */
export interface GatherOptions {
  /** A name of the catalogue, a path, or a backbone loaded before. @default 'inception-v3' */
  readonly backbone?: string | Backbone | undefined;
  /** In which numbers the backbone computes; `float16` on an accelerator alone. @default 'auto' */
  readonly precision?: 'auto' | 'int8' | 'float32' | 'float16' | undefined;
  /** How the backbone's pixels are scaled, where nothing tells; see `loadBackbone`. */
  readonly range?: PixelRangeOption | undefined;
  /** What the backbone runs on; `auto` takes the first accelerator that works, else the CPU. @default 'cpu' */
  readonly device?: Device | 'auto' | undefined;
  /**
   * Which layers the head reads, pooled and side by side; `auto` lets cross-validation choose among the backbone's blocks.
   * @default the backbone's own choice; for InceptionV3 mixed_6e, mixed_7a, mixed_7b and mixed_7c
   */
  readonly cut?: 'auto' | number | string | readonly (number | string)[] | undefined;
  /**
   * The side of the square picture that the network reads, in pixels: smaller is faster, and sees less.
   * @default as published; 299 for InceptionV3
   */
  readonly imageSize?: number | undefined;
  /** How photos of another shape meet the network's square. @default 'stretch' */
  readonly fit?: Fit | undefined;
  /** How sounds become pictures, where the dataset is of sounds. @default rate and window follow the sounds, see `chooseSound`; the rest see `defineSound` */
  readonly sound?: SoundOptions | undefined;
  /** Whether the first picture that cannot be read ends the work. @default false: it is skipped and listed */
  readonly strict?: boolean | undefined;
  /** Keep features and looks on disk, so that they are computed once. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens on the way. */
export type GatherEvent =
  | BackboneEvent
  | FeatureEvent
  | { readonly type: 'dataset'; readonly images: number; readonly classes: readonly string[] };

/** A dataset's photos with their features and looks. */
export interface GatheredPhotos {
  readonly backbone: Backbone;
  /** What the features are, side by side. */
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  /** A row for each of the dataset's items. */
  readonly extracted: ExtractedFeatures;
  /** How long the features took, in seconds. */
  readonly seconds: number;
}

/** Opens what is kept beside the features from the same run of the network, once it is known which network that is. */
export type OpenBeside = (network: Pick<GatheredPhotos, 'backbone' | 'cuts' | 'preprocessing'>) => Promise<KeptBeside & AsyncDisposable>;

/**
 * The first half of every training and of every check: loads the backbone, and gives the features of a dataset's photos.
 *
 * @throws `UNKNOWN_BACKBONE`, `UNKNOWN_CUT`, `DOWNLOAD_FAILED`; with `strict`, the first unreadable picture's error.
 */
export async function* gatherPhotos(
  { items, classes, medium = 'photos' }: Pick<Dataset, 'items' | 'classes' | 'medium'>,
  options: GatherOptions,
  openBeside?: OpenBeside,
): AsyncGenerator<GatherEvent, GatheredPhotos, void> {
  const {
    precision,
    range,
    device,
    imageSize,
    fit = 'stretch',
    strict = false,
    keepFeatures = true,
    cacheFolder = defaultCacheFolder(),
    signal,
  } = options;
  yield { type: 'dataset', images: items.length, classes };
  const backbone =
    options.backbone instanceof Backbone
      ? options.backbone
      : yield* loadBackboneEvents(options.backbone ?? 'inception-v3', { precision, range, device, imageSize, cacheFolder, signal });
  const cuts = candidateCuts(backbone, options.cut ?? (medium === 'sounds' ? soundCuts(backbone.description) : undefined));
  const sound =
    medium === 'sounds'
      ? await chooseSound(
          items.map(({ path }) => path),
          { ...options.sound, signal },
        )
      : undefined;
  const preprocessing = definePreprocessing({ ...backbone.description.input, fit, sound });
  const started = performance.now();
  await using store = keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
  await using beside = await openBeside?.({ backbone, cuts, preprocessing });
  const files = items.map((item) => item.path);
  const extracted = yield* extractFeatures({ files, backbone, cuts, preprocessing, store, beside, looks: true, strict, signal });
  return { backbone, cuts, preprocessing, extracted, seconds: (performance.now() - started) / 1000 };
}

/** The cuts that were asked for; for `auto` all that the backbone names, to choose among. */
function candidateCuts(backbone: Backbone, cut: GatherOptions['cut']): readonly Cut[] {
  const { defaultCut, cuts } = backbone.description;
  if (cut === undefined) return backbone.cut(...defaultCut);
  if (cut !== 'auto') return backbone.cut(...(Array.isArray(cut) ? cut : [cut]));
  const layers = new Map(Object.entries(cuts).map(([name, layer]) => [layer, name])); // two names for one layer count once
  return backbone.cut(...layers.values());
}
