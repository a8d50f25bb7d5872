import type { Backbone, Cut } from '../../backbones/backbone.ts';
import { GraftError } from '../../errors.ts';
import { narrowestCut } from '../../graph/split/narrowest-cut.ts';
import { elementCount } from '../../tensor/tensor.ts';
import type { Depth } from '../tuning-contract.ts';

/** So many are offered; earlier ones would train nearly all, which takes hours and more photos than anyone drops on a page. */
const mostDepths = 12;

/**
 * From where a backbone can be trained with a head that reads some cuts, the cheapest first. Layers that keep the same activations are one
 * place: the first that has a short name.
 */
export async function describeDepths(backbone: Backbone, cuts: readonly Cut[]): Promise<Depth[]> {
  const { layers, description } = backbone;
  const graph = await backbone.graph();
  const outputs = cuts.map(({ layer }) => layer);
  const short = new Map(Object.entries(description.cuts).map(([name, layer]) => [layer, name]));
  const named = layers.filter(({ name }) => short.has(name));
  // A network of the user's own has one short name: of the others, those with weights.
  const candidates = named.length > 3 ? named : layers.filter(({ parameters }) => parameters > 0);
  const all = sum(layers, 'multiplyAdds');
  const found = new Map<string, Depth>();
  for (const { name } of candidates.toReversed()) {
    if (found.size === mostDepths) break;
    const at = cutBefore(() => narrowestCut(graph, name, outputs));
    const kept = layers.find((layer) => layer.name === at);
    if (kept === undefined || found.has(kept.name)) continue;
    const after = layersAfter(backbone, kept.name, outputs);
    const parameters = sum(after, 'parameters');
    if (parameters === 0) continue;
    // A byte a number, whether the network computes in 8 bits or its real numbers are kept in 255 steps.
    const bytesPerPhoto = elementCount(kept.shape);
    found.set(kept.name, {
      from: short.get(name) ?? name,
      parameters,
      bytesPerPhoto,
      share: all === 0 ? 0 : sum(after, 'multiplyAdds') / all,
    });
  }
  return [...found.values()];
}

/** Undefined where nothing lies before the layer, or the head reads nothing after it. */
function cutBefore(find: () => string): string | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof GraftError) return undefined;
    throw error;
  }
}

/** The layers between an activation and what the head reads. */
function layersAfter({ layers }: Backbone, activation: string, outputs: readonly string[]): Backbone['layers'] {
  const after = new Set([activation]);
  for (const { name, inputs } of layers) if (inputs.some((input) => after.has(input))) after.add(name);
  const read = new Set(outputs);
  for (const { name, inputs } of layers.toReversed()) if (read.has(name)) for (const input of inputs) read.add(input);
  return layers.filter(({ name }) => name !== activation && after.has(name) && read.has(name));
}

function sum(layers: Backbone['layers'], what: 'parameters' | 'multiplyAdds'): number {
  return layers.reduce((total, layer) => total + layer[what], 0);
}
