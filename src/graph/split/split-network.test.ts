import { expect, test } from 'vitest';
import { largestDifference, runGraph } from '../../../test/run-graph.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { type Graph, ints, type ValueInfo } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { joinNetworks } from './join-networks.ts';
import { narrowestCut } from './narrowest-cut.ts';
import { splitNetwork } from './split-network.ts';
import { trainableBlocks } from './trainable-blocks.ts';

const channels: Readonly<Record<string, number>> = { stem: 4, block: 6, last: 5 };
const info = (name: string): ValueInfo => ({ name, dtype: 'float32', shape: ['batch', channels[name] ?? 0, 6, 6] });

/** stem -> a block of two branches -> a residual block -> last. With `rounded`, each activation through 8 bits. */
function network({ rounded }: { readonly rounded: boolean }): Graph {
  const random = seededRandom(3);
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'float32', shape: ['batch', 3, 6, 6] });
  const scale = builder.constant('scale', tensor('float32', [], Float32Array.of(1 / 32)));
  const zero = builder.constant('zero', tensor('uint8', [], Uint8Array.of(0)));
  const finish = (value: string, as: string): string => {
    if (!rounded) return builder.add('Relu', [value], { as });
    return builder.add('DequantizeLinear', [builder.add('QuantizeLinear', [value, scale, zero], { as: `${as}:quantized` }), scale, zero], {
      as,
    });
  };
  const convolution = (input: string, as: string, channels: readonly [number, number], side: number): string => {
    const shape = [channels[1], channels[0], side, side];
    const weights = Float32Array.from(
      { length: channels[0] * channels[1] * side * side },
      () => random.normal() / Math.sqrt(channels[0] * side * side),
    );
    const bias = Float32Array.from({ length: channels[1] }, () => 0.1 * random.normal());
    const inputs = [
      input,
      builder.constant(`${as}:weights`, tensor('float32', shape, weights)),
      builder.constant(`${as}:bias`, tensor('float32', [channels[1]], bias)),
    ];
    const pad = (side - 1) / 2;
    return finish(builder.add('Conv', inputs, { attributes: { kernel_shape: ints([side, side]), pads: ints([pad, pad, pad, pad]) } }), as);
  };
  const stem = convolution('pixels', 'stem', [3, 4], 3);
  const left = convolution(stem, 'left', [4, 3], 1);
  const right = convolution(convolution(stem, 'right_a', [4, 2], 1), 'right_b', [2, 3], 3);
  const block = finish(builder.add('Concat', [left, right], { attributes: { axis: { type: 'int', value: 1 } } }), 'block');
  const inner = convolution(block, 'inner', [6, 6], 3);
  const sum = finish(builder.add('Add', [block, inner]), 'sum');
  const last = convolution(sum, 'last', [6, 5], 1);
  return builder.finish('network', [stem, block, last].map(info));
}

const picture = () => {
  const random = seededRandom(9);
  return tensor(
    'float32',
    [2, 3, 6, 6],
    Float32Array.from({ length: 216 }, () => random.normal()),
  );
};

test.each([
  ['block', 'stem'],
  ['left', 'stem'], // the other branch has to stand on something
  ['right_b', 'stem'],
  ['inner', 'block'],
  ['sum', 'block'], // a connection leads around its convolution
  ['last', 'sum'],
])('to train from %s, what is kept is %s, in real numbers and in 8 bits', (layer, expected) => {
  for (const rounded of [false, true]) expect(narrowestCut(network({ rounded }), layer, ['last'])).toBe(expected);
});

test('nothing before the first layer could stay; what does not exist is refused; so is a head that reads nothing trained', () => {
  const graph = network({ rounded: false });
  expect(() => narrowestCut(graph, 'stem', ['last'])).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID', hint: expect.any(String) }));
  expect(() => narrowestCut(graph, 'nowhere', ['last'])).toThrow(expect.objectContaining({ code: 'UNKNOWN_CUT' }));
  expect(() => splitNetwork(graph, 'last', ['stem'])).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
});

test('a network of real numbers: bottom, then top, is the whole; so is what is joined again', async () => {
  const graph = network({ rounded: false });
  const split = splitNetwork(graph, 'inner', ['stem', 'block', 'last']);
  expect(split).toMatchObject({ at: 'block', shape: [6, 6, 6], quantization: undefined, frozen: ['stem', 'block'], trained: ['last'] });
  const whole = await runGraph(graph, { pixels: picture() });
  const { block } = await runGraph(split.bottom, { pixels: picture() });
  if (block?.dtype !== 'float32') throw new Error('no block');
  const { last } = await runGraph(split.top, { block });
  expect(last?.data).toEqual(whole['last']?.data);
  const joined = joinNetworks(graph, split.top, [info('stem')]);
  expect((await runGraph(joined, { pixels: picture() }))['last']?.data).toEqual(whole['last']?.data);
});

test('an 8-bit network: what is stored at the cut is exact, the top no longer rounds', async () => {
  const graph = network({ rounded: true });
  const split = splitNetwork(graph, 'inner', ['block', 'last']);
  expect(split.quantization).toEqual({ scale: 1 / 32, zero: 0 });
  expect(split.top.nodes.some(({ operator }) => /Quantize/.test(operator))).toBe(false);
  const whole = await runGraph(graph, { pixels: picture() });
  const stored = (await runGraph(split.bottom, { pixels: picture() }))['block:quantized'];
  if (stored?.dtype !== 'uint8') throw new Error('not stored in 8 bits');
  const real = Float32Array.from(stored.data, (value) => value / 32);
  expect(real).toEqual(whole['block']?.data);
  const { last } = await runGraph(split.top, { block: tensor('float32', [2, 6, 6, 6], real) });
  const difference = largestDifference(Array.from(last?.data ?? [], Number), Array.from(whole['last']?.data ?? [], Number));
  expect(difference).toBeGreaterThan(0);
  expect(difference).toBeLessThan(3 / 32); // three roundings of half a step, through weights of about 1
});

test('blocks end where everything goes through one value, and have each weight once', () => {
  const { top } = splitNetwork(network({ rounded: false }), 'block', ['block', 'last']);
  expect(trainableBlocks(top, 'last')).toEqual([
    {
      name: expect.any(String),
      parameters: ['left:weights', 'left:bias', 'right_a:weights', 'right_a:bias', 'right_b:weights', 'right_b:bias'],
    },
    { name: expect.any(String), parameters: ['inner:weights', 'inner:bias'] },
    { name: expect.any(String), parameters: ['last:weights', 'last:bias'] },
  ]);
});
