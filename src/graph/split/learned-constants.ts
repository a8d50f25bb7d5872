import type { Graph, Node } from '../graph.ts';

/** Where operators have what a network learned: the positions of their inputs. */
const learnedInputs: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  Gemm: [1, 2],
  MatMul: [0, 1],
  LayerNormalization: [1, 2],
  // Its mean and variance are statistics, and stay.
  BatchNormalization: [1, 2],
  // Biases and scales that stand alone; a single number is arithmetic.
  Add: [0, 1],
  Mul: [0, 1],
};

/** Operators whose constants may be arithmetic as well (a mean that is taken away): learned only if there is more than one number. */
const alsoArithmetic = new Set(['Add', 'Mul']);

/**
 * The float32 constants of a node that training may change: weights, biases, scales.
 *
 * Statistics of a batch normalization, bounds, shapes and single numbers are none.
 */
export function learnedConstants(node: Node, constants: Graph['constants']): readonly string[] {
  return (learnedInputs[node.operator] ?? []).flatMap((position) => {
    const name = node.inputs[position] ?? '';
    const value = constants.get(name);
    if (value?.dtype !== 'float32') return [];
    return alsoArithmetic.has(node.operator) && value.data.length < 2 ? [] : [name];
  });
}
