import { writeOnnx } from '../src/formats/onnx/write.ts';
import type { Graph } from '../src/graph/graph.ts';
import { Session } from '../src/runtime/session.ts';
import type { Tensor } from '../src/tensor/tensor.ts';

/** Writes a graph, runs it once in ONNX Runtime, and gives its outputs by name. */
export async function runGraph(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  opset?: number,
): Promise<Readonly<Record<string, Tensor>>> {
  await using session = await Session.open(writeOnnx(graph, opset), { threads: 1 });
  return await session.run(inputs);
}

/** The one output of a graph, as real numbers. */
export async function outputOf(graph: Graph, inputs: Readonly<Record<string, Tensor>>): Promise<Tensor<'float32'>> {
  const [output] = Object.values(await runGraph(graph, inputs));
  if (output?.dtype === 'float32') return output;
  throw new Error(`Expected a float32 output. Received ${output?.dtype}.`);
}

/** The largest absolute difference of two lists of numbers; Infinity where they are not equally long, NaN counts as a difference. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
