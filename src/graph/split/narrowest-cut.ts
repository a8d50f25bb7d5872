import { GraftError } from '../../errors.ts';
import { cut } from '../cut.ts';
import { type Graph, type Node, producers } from '../graph.ts';
import { Dominators } from './dominators.ts';
import { reachableFrom } from './reachable.ts';

/**
 * Finds the one value before a layer through which everything goes that is computed from it: what has to be kept of a photo if
 * that layer and all that follows are to be trained.
 *
 * Of a block with branches this is the block's input, whichever of its layers is named; where a connection leads around, it is
 * the value before the fork.
 *
 * @param outputs The values that are wanted in the end.
 * @returns The value's name; of a quantized network the real numbers after DequantizeLinear.
 * @throws `GRAPH_INVALID` where only the network's input would do, `UNKNOWN_CUT` where the layer is none of the values
 */
export function narrowestCut(graph: Graph, layer: string, outputs: readonly string[]): string {
  const makers = producers(graph);
  if (!makers.has(layer)) throw new GraftError('UNKNOWN_CUT', `The network ${graph.name} has no layer ${JSON.stringify(layer)}.`);
  const needed = cut(
    graph,
    [...new Set([...outputs, layer])].map((name) => ({ name, dtype: 'float32', shape: [] })),
  );
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const behind = reachableBehind(needed, makers, layer);
  for (const candidate of new Dominators(needed).of(layer)) {
    if (inputs.has(candidate)) break;
    const after = reachableFrom(needed, candidate);
    const between = (node: Node): boolean => behind.has(node) && node.outputs.some((output) => output !== candidate && after.has(output));
    const learns = needed.nodes.some((node) => between(node) && isWeighted(node, graph, makers));
    if (learns && isWhole(needed, candidate, after, makers) && !isPlumbing(makers.get(candidate))) return candidate;
  }
  throw new GraftError(
    'GRAPH_INVALID',
    `Nothing of the network ${graph.name} lies before ${JSON.stringify(layer)} that could stay as it is.`,
    {
      hint: 'Choose a later layer to train from.',
    },
  );
}

/** Whether all that follows reads nothing else that depends on the photo. */
function isWhole(graph: Graph, candidate: string, after: ReadonlySet<string>, makers: ReadonlyMap<string, Node>): boolean {
  return graph.nodes.every((node) => {
    if (node.outputs.includes(candidate) || !node.outputs.some((output) => after.has(output))) return true;
    return node.inputs.every((input) => input === '' || after.has(input) || isConstant(graph, input, makers));
  });
}

/** Whether a value depends on constants alone. */
function isConstant(graph: Graph, value: string, makers: ReadonlyMap<string, Node>): boolean {
  if (graph.constants.has(value)) return true;
  const maker = makers.get(value);
  return maker?.inputs.every((input) => input === '' || isConstant(graph, input, makers)) ?? false;
}

/** The nodes that a value is computed with. */
function reachableBehind(graph: Graph, makers: ReadonlyMap<string, Node>, value: string): ReadonlySet<Node> {
  const found = new Set<Node>();
  const open = [value];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = makers.get(name);
    if (node === undefined || found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs.filter((input) => !graph.constants.has(input)));
  }
  return found;
}

/** Whether a node has weights, stored as they are or in 8 bits. */
function isWeighted(node: Node, graph: Graph, makers: ReadonlyMap<string, Node>): boolean {
  if (!['Conv', 'ConvTranspose', 'Gemm', 'MatMul'].includes(node.operator)) return false;
  return node.inputs.slice(0, 2).some((input) => isConstant(graph, input, makers));
}

/** Rounding to 8 bits stands between a layer and its readers; the cut is after it. */
function isPlumbing(node: Node | undefined): boolean {
  return node?.operator === 'QuantizeLinear';
}
