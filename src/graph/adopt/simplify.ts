import { GraftError } from '../../errors.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { Graph, Node, ValueInfo } from '../graph.ts';
import { sizeWhere } from '../shapes/dimension.ts';
import { Inference } from '../shapes/inference.ts';
import { constantOf } from '../shapes/known-value.ts';
import type { Shape } from '../shapes/rule-context.ts';
import { adoptionLimits } from './adoption-limits.ts';
import { constantBy } from './constant-nodes.ts';
import { withFreeBatch } from './free-batch.ts';
import { tooMany } from './in-order.ts';
import { plainPool } from './plain-pool.ts';
import { ShapeValues } from './shape-values.ts';

/** The one free dimension of an adopted network: how many photos it is given at once. */
export const batch = 'batch';

/** What a graph is after {@link simplify}. */
export interface Simplified {
  readonly graph: Graph;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/**
 * Writes a stranger's graph plainly, with any number of pictures at once.
 *
 * - Constant and Identity nodes, and Dropout, which does nothing once a network is trained, are taken away.
 * - Arithmetic on shapes is computed here, once; what depends on the number of pictures is computed from it in one step.
 * - The average over a whole map is a GlobalAveragePool.
 * - A network written for a fixed number of pictures takes any: see {@link withFreeBatch}.
 *
 * @param graph Its nodes in order, its one input a picture.
 * @param picture The input as it is from now on: its first dimension is `batch`, the others are fixed.
 * @param published How many pictures it was written for; 1 where that was free.
 * @throws `NETWORK_UNSUITABLE` where it mixes the pictures of a batch; `GRAPH_INVALID`, `UNSUPPORTED_OPERATOR`; `FORMAT_LIMIT`
 * where an activation is larger than {@link adoptionLimits}
 */
export function simplify(graph: Graph, picture: ValueInfo, published: number): Simplified {
  const constants = new Map<string, Tensor>(graph.constants);
  const inference = new Inference([picture], constants);
  const values = new ShapeValues(picture.name, inference, constants);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const aliases = new Map<string, string>();
  const nodes: Node[] = [];
  const emit = (node: Node): void => {
    for (const output of node.outputs) expectWithinLimits(output, inference.shapes.get(output) ?? []);
    nodes.push(...values.nodesFor(node.inputs), { ...node, inputs: node.inputs.map((input) => values.nameOf(input)) });
  };
  for (const read of graph.nodes) {
    const node = { ...read, inputs: read.inputs.map((input) => aliases.get(input) ?? input) };
    const [output = ''] = node.outputs;
    const constant = constantBy(node);
    if (constant !== undefined) {
      constants.set(output, constant);
      inference.constant(output, constant);
      continue;
    }
    if (doesNothing(node) && !node.outputs.some((name) => outputs.has(name))) {
      aliases.set(output, node.inputs[0] ?? '');
      continue;
    }
    const [plain = node, ...rest] = plainPool(node, inference.contextOf(node));
    for (const made of [...withFreeBatch(plain, inference.contextOf(plain), { batch, published, values }), ...rest]) {
      inference.node(made);
      const known = made.outputs.length === 1 && !outputs.has(output) ? inference.values.get(made.outputs[0] ?? '') : undefined;
      const value = known === undefined ? undefined : constantOf(known);
      if (value !== undefined) constants.set(made.outputs[0] ?? '', value);
      if (known === undefined) emit(made); // what depends on the number of pictures is written where it is read
    }
  }
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const kept = new Map([...constants].filter(([name]) => used.has(name) || outputs.has(name)));
  const infos = graph.outputs.map((info): ValueInfo => {
    const name = aliases.get(info.name) ?? info.name;
    return { name, dtype: info.dtype, shape: inference.shapes.get(name) ?? [] };
  });
  return { graph: { ...graph, inputs: [picture], outputs: infos, nodes, constants: kept }, shapes: inference.shapes };
}

/** Operators that hand on what they are given. */
function doesNothing(node: Node): boolean {
  return node.operator === 'Identity' || node.operator === 'Dropout';
}

function expectWithinLimits(name: string, shape: Shape): void {
  if (shape.length > adoptionLimits.rank) throw tooMany(`dimensions of "${name}"`, adoptionLimits.rank, shape.length);
  const sizes = shape.map((size) => sizeWhere(size, batch, 1) ?? 1);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new GraftError('GRAPH_INVALID', `Nothing is left of the picture at "${name}": [${shape.join(', ')}].`, {
      hint: 'Choose a larger picture.',
    });
  }
  const count = elementCount(sizes);
  if (count > adoptionLimits.activationElements)
    throw tooMany(`numbers in "${name}" for a picture`, adoptionLimits.activationElements, count);
}
