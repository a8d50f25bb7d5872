import type { Graph, Node } from './graph.ts';
import type { Layer } from './layers.ts';

/** How long one piece of native code took, under the name that the runtime gave it. */
export interface KernelTime {
  readonly name: string;
  readonly milliseconds: number;
}

/** Measured time by layer. */
export interface SharedTime {
  /** For each layer; 0 for one that was fused into another. */
  readonly milliseconds: readonly number[];
  /** What belongs to no layer: kernels that the runtime made up, and its own work between kernels. */
  readonly other: number;
}

/**
 * Shares the measured time of a network out among its layers.
 *
 * ONNX Runtime fuses nodes (a convolution with its quantization, an activation with what is before it) and names the fused
 * kernel after one of them, with something appended: the node whose name is the longest beginning of the kernel's is taken.
 * A node belongs to the layer whose activation it makes, a node that only prepares or rearranges to the layer around it.
 *
 * @param layers Those of the graph, or of the graph that it was optimized from.
 * @param total How long a run took in all, in milliseconds.
 * @returns Layers and the rest, which sum to `total`, unless the kernels took longer than the whole (threads of their own).
 */
export function shareTime(graph: Graph, layers: readonly Layer[], kernels: readonly KernelTime[], total: number): SharedTime {
  const owners = ownersOf(graph, new Map(layers.map(({ name }, at) => [name, at])));
  const milliseconds = layers.map(() => 0);
  for (const kernel of kernels) {
    const node = longestBeginning(kernel.name, owners);
    const owner = node === undefined ? undefined : owners.get(node);
    if (owner !== undefined) milliseconds[owner] = (milliseconds[owner] ?? 0) + kernel.milliseconds;
  }
  return { milliseconds, other: Math.max(0, total - milliseconds.reduce((sum, each) => sum + each, 0)) };
}

/** For each node, by name, the place of its layer; undefined where it has none. */
function ownersOf(graph: Graph, placeOf: ReadonlyMap<string, number>): ReadonlyMap<string, number | undefined> {
  const byValue = new Map<string, number>();
  const owners = new Map<Node, number>();
  // Forward: what makes a layer's activation, and what only rearranges one.
  for (const node of graph.nodes) {
    const own = node.outputs.map(activationName).find((name) => placeOf.has(name));
    const owner = own === undefined ? byValue.get(node.inputs[0] ?? '') : placeOf.get(own);
    if (owner === undefined || (own === undefined && !rearranging.has(node.operator))) continue;
    owners.set(node, owner);
    for (const output of node.outputs) byValue.set(output, owner);
  }
  // Backward: what prepares a layer (weights, pictures, a sum that becomes an average) belongs to whom it is for.
  const reader = new Map<string, number>();
  for (const node of graph.nodes.toReversed()) {
    const owner = owners.get(node) ?? node.outputs.map((output) => reader.get(output)).find((each) => each !== undefined);
    if (owner === undefined) continue;
    owners.set(node, owner);
    for (const input of node.inputs) reader.set(input, owner);
  }
  return new Map(graph.nodes.map((node) => [node.name, owners.get(node)]));
}

const rearranging = new Set(['QuantizeLinear', 'DequantizeLinear', 'Transpose', 'Reshape', 'Flatten', 'Clip', 'Identity', 'Cast']);

/** As layers are named: without what converters append to what comes before quantization. */
function activationName(value: string): string {
  return value.replace(/:(real|unclipped)$/, '');
}

function longestBeginning(kernel: string, names: ReadonlyMap<string, unknown>): string | undefined {
  for (let length = kernel.length; length > 0; length--) {
    const beginning = kernel.slice(0, length);
    // What is appended begins with a sign, so that Conv_1 is not taken for the beginning of Conv_12.
    if (names.has(beginning) && !/^[0-9A-Za-z]/.test(kernel.slice(length))) return beginning;
  }
  return undefined;
}
