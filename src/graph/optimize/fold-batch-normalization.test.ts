import { describe, expect, test } from 'vitest';
import { convolutionalNetwork, floatNetworkSide } from '../../../test/fixtures/float-networks.ts';
import { largestDifference, outputOf } from '../../../test/run-graph.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { Graph } from '../graph.ts';
import { int } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { foldBatchNormalization } from './fold-batch-normalization.ts';

const random = seededRandom(4);
const numbers = (shape: readonly number[], mean = 0) => {
  const size = shape.reduce((all, side) => all * side, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: size }, () => mean + random.normal()),
  );
};
const operators = ({ nodes }: Graph): string[] => nodes.map(({ operator }) => operator);

/** input -> layer -> (operators between) -> BatchNormalization. */
function network(kind: 'Conv' | 'Gemm' | 'Gemm transposed', { bias = true, between = [] as readonly string[], twice = false } = {}): Graph {
  const builder = new GraphBuilder();
  const convolution = kind === 'Conv';
  builder.input({ name: 'x', dtype: 'float32', shape: convolution ? ['batch', 3, 5, 5] : ['batch', 3] });
  const shape = convolution ? [4, 3, 3, 3] : kind === 'Gemm' ? [3, 4] : [4, 3];
  const inputs = ['x', builder.constant('w', numbers(shape)), ...(bias ? [builder.constant('b', numbers([4]))] : [])];
  let value = builder.add(convolution ? 'Conv' : 'Gemm', inputs, {
    as: 'linear',
    ...(kind === 'Gemm transposed' ? { attributes: { transB: int(1) } } : {}),
  });
  for (const operator of between) value = builder.add(operator, [value]);
  const statistics = ['gamma', 'beta', 'mean'].map((name) => builder.constant(name, numbers([4])));
  const variance = builder.constant(
    'variance',
    tensor(
      'float32',
      [4],
      Float32Array.from({ length: 4 }, () => 0.1 + random.next()),
    ),
  );
  builder.add('BatchNormalization', [value, ...statistics, variance], {
    as: 'normalized',
    attributes: { epsilon: { type: 'float', value: 1e-3 } },
  });
  const last = twice ? builder.add('Add', ['normalized', 'linear'], { as: 'both' }) : 'normalized';
  return builder.finish('network', [{ name: last, dtype: 'float32', shape: convolution ? ['batch', 4, 3, 3] : ['batch', 4] }]);
}

describe('foldBatchNormalization', () => {
  test.each([
    ['a convolution', network('Conv')],
    ['a convolution without a bias', network('Conv', { bias: false })],
    ['a dense layer', network('Gemm')],
    ['a dense layer with its weights the other way round', network('Gemm transposed', { bias: false })],
  ])('behind %s it goes into the weights, and the numbers stay', async (_what, graph) => {
    const folded = foldBatchNormalization(graph);
    expect(operators(folded)).toHaveLength(1);
    const x = graph.inputs[0]?.shape.length === 4 ? numbers([2, 3, 5, 5]) : numbers([2, 3]);
    const [before, after] = [await outputOf(graph, { x }), await outputOf(folded, { x })];
    expect(largestDifference(after.data, before.data)).toBeLessThan(1e-4); // sums of 27 products in float32, of numbers up to 50
  });

  test.each([
    ['behind a Relu', network('Conv', { between: ['Relu'] })],
    ['of a convolution that another node reads, too', network('Conv', { twice: true })],
  ])('%s it stays', (_what, graph) => {
    expect(foldBatchNormalization(graph)).toBe(graph);
  });

  test('a whole network: the same logits, no normalization left, none of its constants', async () => {
    const graph = convolutionalNetwork();
    const folded = foldBatchNormalization(graph);
    expect(operators(folded)).not.toContain('BatchNormalization');
    expect([...folded.constants.keys()].filter((name) => name.endsWith('/variance'))).toEqual([]);
    const size = 2 * floatNetworkSide * floatNetworkSide * 3;
    const pixels = tensor(
      'uint8',
      [2, floatNetworkSide, floatNetworkSide, 3],
      Uint8Array.from({ length: size }, () => random.below(256)),
    );
    expect(largestDifference((await outputOf(folded, { pixels })).data, (await outputOf(graph, { pixels })).data)).toBeLessThan(1e-3);
  });
});
