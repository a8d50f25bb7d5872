import { Backbone, type Cut } from '../backbones/backbone.ts';
import { type BackboneEvent, type LoadBackboneOptions, loadBackboneEvents } from '../backbones/load-backbone.ts';
import { definePreprocessing, type Fit, type Preprocessing } from '../preprocessing/preprocessing.ts';

/** What makes a photo's features. */
export interface FeatureSource {
  readonly backbone: Backbone;
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
}

/** Which features are wanted; the same as those of {@link EmbedOptions}. */
export interface FeatureSourceOptions extends LoadBackboneOptions {
  readonly backbone?: string | Backbone | undefined;
  readonly cut?: number | string | readonly (number | string)[] | undefined;
  readonly fit?: Fit | undefined;
}

/** Loads what makes features: a backbone, the layers that are wanted of it, and how it is shown photos. @throws as `loadBackbone`; `UNKNOWN_CUT` */
export async function* loadFeatureSource({
  backbone: wanted = 'inception-v3',
  cut,
  fit = 'stretch',
  ...loading
}: FeatureSourceOptions): AsyncGenerator<BackboneEvent, FeatureSource, void> {
  const backbone = wanted instanceof Backbone ? wanted : yield* loadBackboneEvents(wanted, loading);
  const { defaultCut, input } = backbone.description;
  return { backbone, cuts: backbone.cut(...[cut ?? defaultCut].flat()), preprocessing: definePreprocessing({ ...input, fit }) };
}
