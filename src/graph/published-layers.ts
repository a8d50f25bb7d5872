import type { Graph } from './graph.ts';
import { type Layer, layersOf } from './layers.ts';

/** What `averagePoolAsConvolution` calls the sum that it puts before an average. */
const sumSuffix = ':real:sum';

/** The layers of a network as published, also where its average pools were rewritten as convolutions to run faster. */
export function publishedLayers(graph: Graph): readonly Layer[] {
  const layers = layersOf(graph);
  const names = new Set(layers.map(({ name }) => name));
  const isSum = ({ name }: Layer): boolean => name.endsWith(sumSuffix) && names.has(name.slice(0, -sumSuffix.length));
  const sums = new Map(layers.filter(isSum).map((layer) => [layer.name, layer]));
  return layers
    .filter((layer) => !isSum(layer))
    .map((layer): Layer => {
      const sum = sums.get(`${layer.name}${sumSuffix}`);
      return sum === undefined ? layer : { ...layer, operator: 'AveragePool', inputs: sum.inputs, parameters: 0, multiplyAdds: 0 };
    });
}
