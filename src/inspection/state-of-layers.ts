import type { LayerState } from '../drawing/inspected-network.ts';
import type { Layer } from '../graph/layers.ts';
import type { Manifest } from '../manifest/manifest.ts';

/**
 * Which of a trained model's layers are frozen and which were trained: the backbone up to where the head reads it is frozen,
 * all that comes after was trained.
 *
 * @param layers In an order in which each comes after what it reads.
 */
export function stateOfLayers(layers: readonly Layer[], manifest: Pick<Manifest, 'cuts'>): LayerState[] {
  const ofBackbone = new Set(manifest.cuts.map(({ layer }) => layer));
  for (const layer of layers.toReversed()) if (ofBackbone.has(layer.name)) for (const input of layer.inputs) ofBackbone.add(input);
  return layers.map(({ name }) => (ofBackbone.has(name) ? 'frozen' : 'trained'));
}
