import { expect } from 'vitest';
import { differentiate, gradientName } from '../../src/graph/differentiate/differentiate.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { int } from '../../src/graph/graph.ts';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { seededRandom } from '../../src/tensor/random.ts';
import { elementCount, type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { runGraph } from '../run-graph.ts';
import type { Float64Tensor } from './array.ts';
import { runInFloat64, toFloat64 } from './run-in-float64.ts';

/** Normal numbers, rounded to float32 so that both sides compute from the same. */
export function normal(shape: readonly number[], seed: number, scale = 1): Tensor<'float32'> {
  const random = seededRandom(seed);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => scale * random.normal()),
  );
}

/** What {@link expectGradients} can be told. */
export interface ExpectGradientsOptions {
  /** The largest difference, as a part of the largest number of a gradient. @default 2e-4: float32 sums against double precision */
  readonly tolerance?: number;
  /** The operator set to run in. @default 17 */
  readonly opset?: number;
  /** How many single elements of a parameter are looked at, beside a step of all of them together. @default 12 */
  readonly elements?: number;
}

/**
 * Compares the gradients that ONNX Runtime computes with central differences of the reference, in double precision.
 *
 * The loss is a sum of the outputs' numbers with random weights, unless the graph has one. Looked at are some elements of each
 * parameter one by one, and one step of all parameters at once in a random direction.
 */
export async function expectGradients(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  parameters: readonly string[],
  { tolerance = 2e-4, opset, elements = 12 }: ExpectGradientsOptions = {},
): Promise<void> {
  const exact = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, toFloat64(value)]));
  const withLoss = graph.outputs.some(({ name }) => name === 'loss') ? graph : withRandomLoss(graph, exact);
  const values = Object.fromEntries(parameters.map((name) => [name, inputs[name] ?? constantOf(graph, name)]));
  const given = { ...exact, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toFloat64(value)])) };
  const lossAt = (moved: Readonly<Record<string, Float64Tensor>>): number =>
    runInFloat64(withLoss, { ...given, ...moved }, 'loss').data[0] ?? Number.NaN;

  const found = await runGraph(differentiate(withLoss, { loss: 'loss', parameters }), { ...inputs, ...values }, opset);
  const loss = lossAt({});
  expect(Math.abs(Number(found['loss']?.data[0]) - loss), 'loss').toBeLessThan(tolerance * Math.max(1, Math.abs(loss)));

  const random = seededRandom(7);
  const step = 1e-5;
  const slope = (direction: Readonly<Record<string, Float64Array>>): number => {
    const at = (sign: number): number =>
      lossAt(
        Object.fromEntries(
          Object.entries(direction).map(([name, by]) => {
            const { shape, data } = given[name] ?? { shape: [], data: new Float64Array() };
            return [name, { shape, data: data.map((value, i) => value + sign * step * (by[i] ?? 0)) }];
          }),
        ),
      );
    return (at(1) - at(-1)) / (2 * step);
  };

  const direction: Record<string, Float64Array> = {};
  let along = 0;
  let size = 0;
  for (const name of parameters) {
    const gradient = found[gradientName(name)];
    const { shape, data } = given[name] ?? { shape: [], data: new Float64Array() };
    expect(gradient?.shape, name).toEqual(shape);
    const numbers = Array.from(gradient?.data as Float32Array); // what differentiate declares
    const largest = numbers.reduce((all, value) => Math.max(all, Math.abs(value)), 0);
    const picked = new Set(Array.from({ length: elements }, () => random.below(data.length)));
    for (const i of picked) {
      const expected = slope({ [name]: new Float64Array(data.length).fill(1, i, i + 1) });
      expect(Math.abs((numbers[i] ?? Number.NaN) - expected), `${name}[${i}], ${expected} expected, ${numbers[i]} found`).toBeLessThan(
        tolerance * Math.max(1, largest),
      );
    }
    direction[name] = Float64Array.from(data, () => random.normal());
    for (const [i, value] of numbers.entries()) {
      along += value * (direction[name]?.[i] ?? 0);
      size += value * value;
    }
  }
  const expected = slope(direction);
  expect(Math.abs(along - expected), `all at once, ${expected} expected, ${along} found`).toBeLessThan(
    4 * tolerance * Math.max(1, Math.sqrt(size)),
  );
}

function constantOf(graph: Graph, name: string): Tensor {
  const value = graph.constants.get(name);
  if (value === undefined) throw new Error(`The graph has no constant ${name}.`);
  return value;
}

/** Adds `loss`: the outputs' numbers, each times a random one, summed up. */
function withRandomLoss(graph: Graph, inputs: Readonly<Record<string, Float64Tensor>>): Graph {
  const builder = GraphBuilder.from(graph);
  const sums = graph.outputs.map(({ name }, index) => {
    const weights = builder.constant(`loss:weights:${index}`, normal(runInFloat64(graph, inputs, name).shape, 100 + index));
    return builder.add('ReduceSum', [builder.add('Mul', [name, weights])], { as: `loss:sum:${index}`, attributes: { keepdims: int(0) } });
  });
  const [first = '', ...others] = sums;
  const total = others.reduce((all, other) => builder.add('Add', [all, other]), first);
  builder.add('Identity', [total], { as: 'loss' });
  return builder.finish(graph.name, [{ name: 'loss', dtype: 'float32', shape: [] }]);
}
