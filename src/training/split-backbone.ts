import type { Cut } from '../backbones/backbone.ts';
import type { OpenBeside } from '../checking/gather-photos.ts';
import type { ActivationLayout } from '../finetuning/activation-layout.ts';
import { activationsBeside } from '../finetuning/activations-beside.ts';
import type { Graph } from '../graph/graph.ts';
import { type SplitNetwork, splitNetwork } from '../graph/split/split-network.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** A backbone in two, and what is kept of a photo between them. */
export interface SplitBackbone {
  readonly parts: SplitNetwork;
  /** The activation at the cut, and the features of the layers before it that the head reads. */
  readonly layout: ActivationLayout;
}

/** Splits a backbone before a layer, for a head that reads it at some cuts. @throws as `splitNetwork` */
export function splitBackbone(network: Graph, layer: string, cuts: readonly Cut[]): SplitBackbone {
  const parts = splitNetwork(
    network,
    layer,
    cuts.map((cut) => cut.layer),
  );
  const { shape, quantization, frozen } = parts;
  const features = frozen.map((value) => cuts.find((cut) => cut.layer === value)?.width ?? 0);
  return { parts, layout: { shape, quantization, features } };
}

/**
 * Where a training from a cut keeps its activations while features are computed; undefined where nothing is kept, or where it is not
 * known yet what the head reads.
 */
export function besideFor({
  trainFrom,
  cut,
  keepFeatures,
  cacheFolder = defaultCacheFolder(),
  signal,
}: ResolvedTrainOptions): OpenBeside | undefined {
  if (trainFrom === undefined || cut === 'auto' || !keepFeatures) return undefined;
  return async ({ backbone, cuts, preprocessing }) => {
    const { parts: split, layout } = splitBackbone(await backbone.graph(), backbone.layer(trainFrom).name, cuts);
    return activationsBeside({ backbone, split, layout, preprocessing, folder: cachePlaces(cacheFolder).activations, signal }, cuts);
  };
}
