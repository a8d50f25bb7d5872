import type { Graph } from '../../src/graph/graph.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Float64Tensor } from './array.ts';
import { operators } from './operators.ts';

/** A tensor's numbers in double precision. */
export const toFloat64 = ({ shape, data }: Tensor): Float64Tensor => ({
  shape,
  data: Float64Array.from(data as ArrayLike<number | bigint>, Number),
}); // every element type

/** Computes one value of a graph in double precision, with the reference's own operators. */
export function runInFloat64(graph: Graph, inputs: Readonly<Record<string, Float64Tensor>>, wanted: string): Float64Tensor {
  const values = new Map<string, Float64Tensor>(Object.entries(inputs));
  for (const [name, value] of graph.constants) if (!values.has(name)) values.set(name, toFloat64(value));
  for (const node of graph.nodes) {
    const operator = operators[node.operator];
    if (operator === undefined) throw new Error(`The reference has no ${node.operator}.`);
    const results = operator(
      node,
      node.inputs.map((input) => values.get(input)),
    );
    for (const [index, output] of node.outputs.entries()) {
      const result = results[index];
      if (result !== undefined) values.set(output, result);
    }
  }
  const value = values.get(wanted);
  if (value === undefined) throw new Error(`Nothing computes ${wanted}.`);
  return value;
}
