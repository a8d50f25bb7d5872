import type { LayerState } from '../drawing/inspected-network.ts';
import type { Layer } from '../graph/layers.ts';

/** What a trained model's manifest says of where it was trained. */
export interface TrainedPlaces {
  /** Where the head reads the backbone. */
  readonly cuts: readonly { readonly layer: string }[];
  /** The last value of the backbone that stayed as published, where the rest of it was trained, too. */
  readonly fineTuned?: { readonly frozenAt: string } | undefined;
}

/**
 * Which of a trained model's layers are frozen and which were trained: the backbone up to where the head reads it is frozen,
 * or fine-tuned from a layer on, and all that comes after was trained from nothing.
 *
 * @param layers In an order in which each comes after what it reads.
 */
export function stateOfLayers(layers: readonly Layer[], { cuts, fineTuned }: TrainedPlaces): LayerState[] {
  const ofBackbone = withAllBefore(
    layers,
    cuts.map(({ layer }) => layer),
  );
  const frozen =
    fineTuned === undefined ? ofBackbone : withAllBefore(layers, [fineTuned.frozenAt.replace(/:(quantized|real|unclipped)$/, '')]);
  return layers.map(({ name }) => (!ofBackbone.has(name) ? 'trained' : frozen.has(name) ? 'frozen' : 'fine-tuned'));
}

/** Layers, and all that they are computed from. */
export function withAllBefore(layers: readonly Layer[], names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const layer of layers.toReversed()) if (found.has(layer.name)) for (const input of layer.inputs) found.add(input);
  return found;
}
