import { describe, expect, test } from 'vitest';
import { makeTflite, type OptionField } from '../../../test/fixtures/make-tflite.ts';
import { smallTflite } from '../../../test/fixtures/small-networks.ts';
import { activation } from '../../../test/fixtures/tflite-operator.ts';
import { outputOf } from '../../../test/run-graph.ts';
import { convertTflite } from '../../formats/tflite/convert.ts';
import { readTflite } from '../../formats/tflite/read.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { Graph, Node } from '../graph.ts';
import { int, intOf } from '../graph.ts';
import { averagePoolAsConvolution } from './average-pool-as-convolution.ts';
import { symmetricWeights } from './symmetric-weights.ts';

/** The real values behind a DequantizeLinear, and the step and stored number of each. */
function dequantized(graph: Graph, node: Node): { real: number; step: number; fromZero: number }[] {
  const [stored, scale, zero] = node.inputs.map((name) => graph.constants.get(name));
  const axis = intOf(node, 'axis', 1);
  const inner = stored?.shape.slice(axis + 1).reduce((all, size) => all * size, 1) ?? 1;
  return Array.from<unknown, { real: number; step: number; fromZero: number }>({ length: stored?.data.length ?? 0 }, (_, i) => {
    const channel = scale?.data.length === 1 ? 0 : Math.floor(i / inner) % (scale?.data.length ?? 1);
    const step = Number(scale?.data[channel]);
    const fromZero = Number(stored?.data[i]) - Number(zero?.data[channel]);
    return { real: step * fromZero, step, fromZero };
  });
}

const constantsOf = (graph: Graph): Map<string, Node> =>
  new Map(
    graph.nodes
      .filter((node) => node.operator === 'DequantizeLinear' && graph.constants.has(node.inputs[0] ?? ''))
      .map((node) => [node.name, node]),
  );

describe('symmetricWeights', () => {
  const before = convertTflite(readTflite(smallTflite()), 'small');
  const after = symmetricWeights(before);
  const [old, now] = [constantsOf(before), constantsOf(after)];

  test('moves a weight by half of its new step at most, and not at all within 127 steps of zero', () => {
    const [name, node] = [...old].find(([key]) => key.startsWith('conv/weights')) ?? [];
    const [a, b] = [dequantized(before, node as Node), dequantized(after, now.get(name ?? '') as Node)]; // found, or the lengths below differ
    expect(a).toHaveLength(3 * 3 * 3 * 2);
    expect(b).toHaveLength(a.length);
    let coarser = 0;
    for (const [i, weight] of b.entries()) {
      const was = a[i] ?? { real: Number.NaN, step: 0, fromZero: 0 };
      expect(Math.abs(weight.fromZero)).toBeLessThanOrEqual(127);
      expect(Math.abs(weight.real - was.real)).toBeLessThanOrEqual(weight.step * 0.5001); // half a step, and what float32 loses
      if (weight.step === was.step) expect(weight.real).toBe(was.real);
      else coarser++;
    }
    expect(coarser).toBeGreaterThan(0); // else there was nothing to round
  });

  test('the zero points of convolutions are 0; a dense layer stays as it was', () => {
    expect([...(after.constants.get('conv/weights:weights:zero_point')?.data ?? [])]).toEqual([0, 0, 0]);
    expect(after.constants.get('dense/weights:weights:stored')).toBe(before.constants.get('dense/weights:weights:stored'));
  });

  test('the bias moves by half of its new step at most', () => {
    const node = [...old.values()].find(({ name }) => name.startsWith('conv/bias'));
    const [a, b] = [dequantized(before, node as Node), dequantized(after, now.get(node?.name ?? '') as Node)]; // likewise
    expect(b).toHaveLength(3);
    for (const [i, { real, step }] of b.entries()) expect(Math.abs(real - (a[i]?.real ?? Number.NaN))).toBeLessThanOrEqual(step * 0.5001);
  });

  test('done twice is done once', () => {
    const twice = symmetricWeights(after);
    for (const [name, value] of after.constants) expect(twice.constants.get(name)?.data).toEqual(value.data);
  });
});

describe('averagePoolAsConvolution', () => {
  const steps = { scale: Math.fround(0.05), zeroPoint: 0 };
  const [height, width, channels] = [6, 7, 5];

  function pool(window: number, stride: number): Graph {
    const options: OptionField[] = [
      [1, 'int32', stride],
      [2, 'int32', stride],
      [3, 'int32', window],
      [4, 'int32', window],
    ];
    const size = [1, height, width, channels];
    const out = [1, Math.ceil(height / stride), Math.ceil(width / stride), channels];
    const tensors = [activation('in', 'uint8', size, steps), activation('out', 'uint8', out, steps)];
    return convertTflite(
      readTflite(
        makeTflite({ tensors, operators: [{ name: 'AVERAGE_POOL_2D', inputs: [0], outputs: [1], options }], inputs: [0], outputs: [1] }),
      ),
      'pool',
    );
  }

  test('the inside is the same to the bit, a border within one step, a corner within two', async () => {
    const random = seededRandom(9);
    const pixels = tensor(
      'uint8',
      [3, height, width, channels],
      Uint8Array.from({ length: 3 * height * width * channels }, () => random.below(256)),
    );
    const published = pool(3, 1);
    const rewritten = averagePoolAsConvolution(published);
    expect(rewritten.nodes.map((node) => node.operator)).not.toContain('AveragePool');
    const [a, b] = [(await outputOf(published, { pixels })).data, (await outputOf(rewritten, { pixels })).data];
    const worst = [0, 0, 0]; // inside, border, corner
    for (const [i, value] of b.entries()) {
      const [y, x] = [Math.floor(i / width) % height, i % width];
      const sides = Number(y === 0 || y === height - 1) + Number(x === 0 || x === width - 1);
      worst[sides] = Math.max(worst[sides] ?? 0, Math.abs(value - (a[i] ?? Number.NaN)) / steps.scale);
    }
    expect(worst[0]).toBeLessThan(0.001);
    expect(worst[1]).toBeLessThan(1.001);
    expect(worst[2]).toBeLessThan(2.001);
  });

  test.each([
    ['with a stride', pool(3, 2)],
    ['of another window', pool(5, 1)],
    [
      'whose border counts',
      {
        ...pool(3, 1),
        nodes: pool(3, 1).nodes.map((node) => ({ ...node, attributes: { ...node.attributes, count_include_pad: int(1) } })),
      },
    ],
    ['in float32', convertTflite(readTflite(smallTflite()), 'small', 'float32')],
  ])('a pool %s stays', (_what, graph) => {
    expect(averagePoolAsConvolution(graph).nodes.some((node) => node.operator === 'AveragePool')).toBe(true);
  });
});
