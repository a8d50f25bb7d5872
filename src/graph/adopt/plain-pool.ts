import { int, intOf, intsOf, type Node } from '../graph.ts';
import { numbersOf, type RuleContext } from '../shapes/rule-context.ts';

/**
 * Writes the average over a whole map as what it is, a GlobalAveragePool, where an exporter wrote a mean over two axes or
 * a window as large as the map: heat maps and other formats know it then.
 */
export function plainPool(node: Node, context: RuleContext): readonly Node[] {
  if (node.operator !== 'ReduceMean' && node.operator !== 'AveragePool') return [node];
  const [, , ...map] = context.shape(0);
  if (context.shape(0).length !== 4) return [node];
  const [input = ''] = node.inputs;
  if (node.operator === 'AveragePool') {
    const unpadded = intsOf(node, 'pads', []).every((pad) => pad === 0) && node.attributes['auto_pad']?.value !== 'SAME_UPPER';
    const covers = intsOf(node, 'kernel_shape', []).join() === map.join();
    return unpadded && covers ? [{ ...node, operator: 'GlobalAveragePool', inputs: [input], attributes: {} }] : [node];
  }
  const axes = (numbersOf(context, 1, 'axes') ?? []).map((axis) => (axis + 4) % 4).sort();
  if (axes.join() !== '2,3') return [node];
  if (intOf(node, 'keepdims', 1) === 1) return [{ ...node, operator: 'GlobalAveragePool', inputs: [input], attributes: {} }];
  const pooled = `${node.outputs[0]}:map`;
  return [
    { ...node, name: pooled, operator: 'GlobalAveragePool', inputs: [input], outputs: [pooled], attributes: {} },
    { ...node, operator: 'Flatten', inputs: [pooled], attributes: { axis: int(1) } },
  ];
}
