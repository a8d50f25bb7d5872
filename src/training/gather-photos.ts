import { Backbone, type Cut } from '../backbones/backbone.ts';
import { type BackboneEvent, loadBackboneEvents } from '../backbones/load-backbone.ts';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { type ExtractedFeatures, extractFeatures, type FeatureEvent } from '../features/extract-features.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { definePreprocessing, type Preprocessing } from '../preprocessing/preprocessing.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import type { TrainOptions } from './train-options.ts';

/** What of a training's options says how photos become features. */
export type GatherOptions = Pick<
  TrainOptions,
  'backbone' | 'precision' | 'cut' | 'fit' | 'strict' | 'keepFeatures' | 'cacheFolder' | 'signal'
>;

/** What happens on the way. */
export type GatherEvent =
  | BackboneEvent
  | FeatureEvent
  | { readonly type: 'dataset'; readonly images: number; readonly classes: readonly string[] };

/** A dataset's photos that are not for testing, with their features and looks. */
export interface GatheredPhotos {
  /** A row of features for each. */
  readonly items: readonly DatasetItem[];
  readonly backbone: Backbone;
  /** What the features are, side by side. */
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly extracted: ExtractedFeatures;
  /** How long the features took, in seconds. */
  readonly seconds: number;
}

/**
 * The first half of every training: loads the backbone, and gives the features of the photos to learn from.
 *
 * @throws `UNKNOWN_BACKBONE`, `UNKNOWN_CUT`, `DOWNLOAD_FAILED`; with `strict`, the first unreadable picture's error.
 */
export async function* gatherPhotos(dataset: Dataset, options: GatherOptions): AsyncGenerator<GatherEvent, GatheredPhotos, void> {
  const { precision, fit = 'stretch', strict = false, keepFeatures = true, cacheFolder = defaultCacheFolder(), signal } = options;
  const items = dataset.items.filter((item) => item.side !== 'test');
  yield { type: 'dataset', images: items.length, classes: dataset.classes };
  const backbone =
    options.backbone instanceof Backbone
      ? options.backbone
      : yield* loadBackboneEvents(options.backbone ?? 'inception-v3', { precision, cacheFolder, signal });
  const cuts = candidateCuts(backbone, options.cut);
  const preprocessing = definePreprocessing({ ...backbone.description.input, fit });
  const started = performance.now();
  await using store = keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
  const files = items.map((item) => item.path);
  const extracted = yield* extractFeatures({ files, backbone, cuts, preprocessing, store, looks: true, strict, signal });
  return { items, backbone, cuts, preprocessing, extracted, seconds: (performance.now() - started) / 1000 };
}

/** The cuts that were asked for; for `auto` all that the backbone names, to choose among. */
function candidateCuts(backbone: Backbone, cut: TrainOptions['cut']): readonly Cut[] {
  const { defaultCut, cuts } = backbone.description;
  if (cut === undefined) return backbone.cut(...defaultCut);
  if (cut !== 'auto') return backbone.cut(...(Array.isArray(cut) ? cut : [cut]));
  const layers = new Map(Object.entries(cuts).map(([name, layer]) => [layer, name])); // two names for one layer count once
  return backbone.cut(...layers.values());
}
