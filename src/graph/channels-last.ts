import type { Graph } from './graph.ts';
import { intOf, intsOf } from './graph.ts';
import type { Shapes } from './infer-shapes.ts';

/** Operators that keep the order of axes of what they read. */
const changingOrder: ReadonlySet<string> = new Set([
  'Conv',
  'DepthToSpace',
  'Gather',
  'GlobalAveragePool',
  'Reshape',
  'Shape',
  'SpaceToDepth',
  'Transpose',
]);

/**
 * The maps of a network that have their channels last: [batch, height, width, channels].
 *
 * Convolutions read channels first; transformers that see windows of a map (Swin) and the inside of ConvNeXt's blocks turn
 * them round. It is followed through transposes, through reshapes that keep the last axis, and told by normalization over
 * the last axis.
 */
export function channelsLastMaps(graph: Graph, shapes: Shapes): ReadonlySet<string> {
  const last = new Set<string>();
  const isMap = (value: string): boolean => shapes.get(value)?.length === 4;
  for (const input of graph.inputs) if (input.dtype === 'uint8' && isMap(input.name)) last.add(input.name);
  for (const node of graph.nodes) {
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    if (!isMap(output)) continue;
    const permutation = node.operator === 'Transpose' ? intsOf(node, 'perm', []).join() : undefined;
    const turned = permutation === '0,2,3,1' && !last.has(input);
    const [from = [], to = []] = [shapes.get(input), shapes.get(output)];
    // [batch, tokens, channels] or windows that become a map again; attention's heads are no map: they split the last axis.
    const unfolded = node.operator === 'Reshape' && from.length !== 4 && from.at(-1) === to.at(-1) && from.length > 2;
    const normalized = node.operator === 'LayerNormalization' && [-1, 3].includes(intOf(node, 'axis', -1));
    const kept = !changingOrder.has(node.operator) && node.inputs.some((each) => isMap(each) && last.has(each));
    if (turned || unfolded || normalized || kept) for (const each of node.outputs) last.add(each);
  }
  return last;
}
