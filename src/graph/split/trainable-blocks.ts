import type { Graph } from '../graph.ts';
import { Dominators } from './dominators.ts';
import { learnedConstants } from './learned-constants.ts';
import { reachableFrom } from './reachable.ts';

/** A part of a network between two values through which everything goes, with what it learned. */
export interface TrainableBlock {
  /** The value that it ends in. */
  readonly name: string;
  /** Its weights, biases and scales, in the order of the network: float32 constants. */
  readonly parameters: readonly string[];
}

/**
 * Divides a network into blocks, first to last: each ends in a value through which every way to the last output goes.
 *
 * Of InceptionV3 these are its mixed blocks, of a plain chain of layers the layers. Blocks without parameters are left out; what
 * lies beside the way to the last output belongs to the block after which it begins.
 */
export function trainableBlocks(graph: Graph, output: string): readonly TrainableBlock[] {
  const ends = [...new Dominators(graph).of(output).toReversed(), output].filter(
    (name) => !graph.inputs.some((input) => input.name === name),
  );
  const taken = new Set<string>();
  const blocks: TrainableBlock[] = [];
  for (const [index, name] of ends.entries()) {
    const beyond = reachableFrom(graph, name);
    const last = index === ends.length - 1;
    const parameters = new Set<string>();
    for (const node of graph.nodes) {
      const [made = ''] = node.outputs;
      if (!last && made !== name && beyond.has(made)) continue;
      for (const constant of learnedConstants(node, graph.constants)) if (!taken.has(constant)) parameters.add(constant);
    }
    for (const constant of parameters) taken.add(constant);
    const before = blocks.at(-1);
    if (parameters.size > 0) blocks.push({ name, parameters: [...parameters] });
    else if (before !== undefined) blocks[blocks.length - 1] = { ...before, name }; // its activation, its pool
  }
  return blocks;
}
