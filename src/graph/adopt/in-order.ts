import { GraftError } from '../../errors.ts';
import { elementCount } from '../../tensor/tensor.ts';
import type { Graph, Node } from '../graph.ts';
import { adoptionLimits } from './adoption-limits.ts';

/** Names that Graft gives to values itself, and what a stranger's value of that name is called instead. */
const ownNames: ReadonlySet<string> = new Set(['pixels', 'features', 'logits', 'probabilities', 'novelty', 'targets', 'loss']);

/**
 * Checks a stranger's graph and brings its nodes into the order in which they run.
 *
 * Values that are called as Graft calls its own (`pixels`, `logits` …) get the suffix `:published`.
 *
 * @throws `FORMAT_LIMIT` where it is larger than {@link adoptionLimits}, `GRAPH_INVALID` where two values have one name, one
 * that is read is made by nothing, or values are made of each other
 */
export function inOrder(graph: Graph): Graph {
  expectWithinLimits(graph);
  const named = withoutOwnNames(graph);
  const made = new Map<string, number>();
  const claim = (name: string, at: number): void => {
    if (made.has(name)) throw new GraftError('GRAPH_INVALID', `Two values of the network "${graph.name}" have the name "${name}".`);
    made.set(name, at);
  };
  for (const name of named.constants.keys()) claim(name, -1);
  for (const { name } of named.inputs) if (!named.constants.has(name)) claim(name, -1);
  for (const [at, node] of named.nodes.entries()) for (const output of node.outputs) if (output !== '') claim(output, at);
  const inputs = named.inputs.filter(({ name }) => !named.constants.has(name)); // old files list constants among them
  return { ...named, inputs, nodes: sorted(named, made) };
}

function expectWithinLimits({ nodes, constants }: Graph): void {
  const bytes = [...constants.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  const counts = [
    [nodes.length, adoptionLimits.nodes, 'operators'],
    [constants.size, adoptionLimits.constants, 'constants'],
    [bytes, adoptionLimits.constantBytes, 'bytes of constants'],
    [
      Math.max(0, ...nodes.map(({ inputs, outputs }) => Math.max(inputs.length, outputs.length))),
      adoptionLimits.connections,
      'inputs or outputs of one operator',
    ],
  ] as const;
  for (const [count, most, what] of counts) if (count > most) throw tooMany(what, most, count);
  for (const [name, { shape, data }] of constants) {
    if (shape.length > adoptionLimits.rank) throw tooMany(`dimensions of "${name}"`, adoptionLimits.rank, shape.length);
    if (elementCount(shape) !== data.length)
      throw new GraftError(
        'GRAPH_INVALID',
        `The constant "${name}" claims the shape [${shape.join(', ')}] and holds ${data.length} numbers.`,
      );
  }
}

/** The error for a count above its limit. */
export function tooMany(what: string, most: number, received: number | string): GraftError {
  return new GraftError('FORMAT_LIMIT', `Expected at most ${most} ${what} in a network. Received ${received}.`, {
    hint: 'Graft takes networks for photos; this file is larger than any of them, or damaged.',
  });
}

function withoutOwnNames(graph: Graph): Graph {
  const taken = new Set([
    ...graph.constants.keys(),
    ...graph.inputs.map(({ name }) => name),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const renamed = new Map<string, string>();
  for (const name of ownNames) {
    let free = `${name}:published`;
    while (taken.has(free)) free += "'";
    if (taken.has(name)) renamed.set(name, free);
  }
  if (renamed.size === 0) return graph;
  const nameOf = (name: string): string => renamed.get(name) ?? name;
  return {
    ...graph,
    inputs: graph.inputs.map((info) => ({ ...info, name: nameOf(info.name) })),
    outputs: graph.outputs.map((info) => ({ ...info, name: nameOf(info.name) })),
    constants: new Map([...graph.constants].map(([name, value]) => [nameOf(name), value])),
    nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(nameOf), outputs: node.outputs.map(nameOf) })),
  };
}

/** Kahn's algorithm, without recursion; of what may run, the first in the file runs first. */
function sorted(graph: Graph, made: ReadonlyMap<string, number>): readonly Node[] {
  const { nodes } = graph;
  const readers = nodes.map((): number[] => []);
  const waiting = nodes.map((node, at) => {
    const needed = new Set<number>();
    for (const input of node.inputs) {
      if (input === '') continue;
      const maker = made.get(input);
      if (maker === undefined)
        throw new GraftError('GRAPH_INVALID', `The operator "${node.name}" (${node.operator}) reads "${input}", which nothing makes.`);
      if (maker >= 0) needed.add(maker);
    }
    for (const maker of needed) readers[maker]?.push(at);
    return needed.size;
  });
  const inPlace = nodes.every((node, at) => node.inputs.every((input) => (made.get(input) ?? -1) < at));
  if (inPlace) return nodes;
  const order: Node[] = [];
  const ready = nodes.flatMap((_, at) => (waiting[at] === 0 ? [at] : []));
  for (let next = 0; next < ready.length; next++) {
    const at = ready[next] ?? 0;
    const node = nodes[at];
    if (node !== undefined) order.push(node);
    for (const reader of readers[at] ?? []) {
      const left = (waiting[reader] ?? 0) - 1;
      waiting[reader] = left;
      if (left === 0) ready.push(reader);
    }
  }
  if (order.length === nodes.length) return order;
  const stuck = nodes.find((_, at) => (waiting[at] ?? 0) > 0);
  throw new GraftError('GRAPH_INVALID', `The network "${graph.name}" runs in a circle: "${stuck?.name}" needs what it makes itself.`, {
    hint: 'The file is damaged or made by hand: export the network again.',
  });
}
