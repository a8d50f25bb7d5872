import { describe, expect, test } from 'vitest';
import { makeTflite, type TflitePlan } from '../../../test/fixtures/make-tflite.ts';
import { smallPlan } from '../../../test/fixtures/small-networks.ts';
import { activation, makeBias, makeWeights, type Steps } from '../../../test/fixtures/tflite-operator.ts';
import { runGraph } from '../../../test/run-graph.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { convertTflite } from './convert.ts';
import { readTflite, type TfliteNetwork } from './read.ts';
import { signedNetwork } from './signed-network.ts';
import { writeTflite } from './write.ts';

const steps: Steps = { scale: Math.fround(0.02), zeroPoint: 99 };
const coarse: Steps = { scale: Math.fround(0.05), zeroPoint: 60 };
const ones = [1, 2].map((field) => [field, 'int32', 1] as const);

/** A convolution, a depthwise one with weights of its own, both joined at a coarser scale. */
function joiningPlan(): TflitePlan {
  const random = seededRandom(5);
  const weights = makeWeights('uint8', [3, 2, 2, 2], 0, random);
  const depthwise = makeWeights('uint8', [1, 2, 2, 3], 3, random);
  return {
    tensors: [
      activation('in', 'uint8', [1, 4, 4, 2], steps),
      weights.plan,
      makeBias('uint8', 3, steps.scale, weights.scales, random).plan,
      activation('conv', 'uint8', [1, 4, 4, 3], steps),
      { ...depthwise.plan, name: 'depthwise/weights' },
      activation('depthwise', 'uint8', [1, 4, 4, 3], coarse),
      activation('concat', 'uint8', [1, 4, 4, 6], coarse),
    ],
    operators: [
      { name: 'CONV_2D', inputs: [0, 1, 2], outputs: [3], options: [...ones] },
      { name: 'DEPTHWISE_CONV_2D', inputs: [3, 4, -1], outputs: [5], options: [...ones, [3, 'int32', 1]] },
      { name: 'CONCATENATION', inputs: [3, 5], outputs: [6], options: [[0, 'int32', 3]] },
    ],
    inputs: [0],
    outputs: [6],
  };
}

const joining = readTflite(makeTflite(joiningPlan()));
const small = readTflite(makeTflite(smallPlan()));

/** What constants stand for, and the step between two of them. */
function realWeights(network: TfliteNetwork, name: string): { real: number; step: number; stored: number }[] {
  const { data, shape, quantization } = network.tensors.find((entry) => entry.name === name) ?? {};
  const { scales = [], zeroPoints = [], axis = 0 } = quantization ?? {};
  const inner = (shape ?? []).slice(axis + 1).reduce((all, size) => all * size, 1);
  return Array.from<number | bigint, { real: number; step: number; stored: number }>(data ?? [], (value, index) => {
    const slice = scales.length === 1 ? 0 : Math.floor(index / inner) % scales.length;
    const step = scales[slice] ?? Number.NaN;
    return { real: step * (Number(value) - (zeroPoints[slice] ?? 0)), step, stored: Number(value) };
  });
}

describe('weights', () => {
  test.each([
    ['a convolution', joining, 'weights', 3],
    ['a depthwise convolution', joining, 'depthwise/weights', 3],
    ['a dense layer', small, 'dense/weights', 1],
  ])('of %s become symmetric, with a scale for each output channel where the kernel takes that', (_name, network, name, count) => {
    const [before, after] = [realWeights(network, name), realWeights(signedNetwork(network), name)];
    const now = signedNetwork(network).tensors.find((entry) => entry.name === name);
    expect(now).toMatchObject({ type: 'int8', quantization: { zeroPoints: new Array(count).fill(0) } });
    expect(after).toHaveLength(before.length);
    for (const [index, { real, step, stored }] of after.entries()) {
      const was = before[index] ?? { real: Number.NaN, step: Number.NaN };
      expect(Math.abs(stored)).toBeLessThanOrEqual(127);
      // A weight moves by half a step at most, and not at all where its channel keeps its step.
      expect(Math.abs(real - was.real)).toBeLessThanOrEqual(step === was.step ? 1e-9 : step / 2 + 1e-9);
      expect(step / was.step).toBeLessThan(138 / 127 + 1e-6); // drawn weights reach 137 steps from zero
    }
  });

  test('of a bias are rescaled along', () => {
    const [before, after] = [realWeights(joining, 'bias'), realWeights(signedNetwork(joining), 'bias')];
    for (const [index, { real, step }] of after.entries())
      expect(Math.abs(real - (before[index]?.real ?? Number.NaN))).toBeLessThanOrEqual(step);
    const scales = signedNetwork(joining).tensors.find(({ name }) => name === 'weights')?.quantization?.scales ?? [];
    for (const [channel, scale] of scales.entries()) expect(after[channel]?.step).toBeCloseTo(scale * steps.scale, 9);
  });
});

describe('the network', () => {
  const signed = signedNetwork(joining);
  const tensorAt = (index: number) => signed.tensors[index];

  test('still takes bytes, and shifts them', () => {
    expect(signed.inputs.map(tensorAt)).toEqual([expect.objectContaining({ name: 'in', type: 'uint8' })]);
    const [first] = signed.operators;
    expect(first).toMatchObject({ name: 'QUANTIZE', inputs: signed.inputs, version: 2 });
    expect(tensorAt(first?.outputs[0] ?? -1)).toMatchObject({ type: 'int8', quantization: { scales: [steps.scale], zeroPoints: [-29] } });
  });

  test('joins only what has the scale of the whole', () => {
    expect(signed.operators.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'QUANTIZE 2',
      'CONV_2D 3',
      'DEPTHWISE_CONV_2D 3',
      'QUANTIZE 2',
      'CONCATENATION 2',
    ]);
    const parts = signed.operators.at(-1)?.inputs.map((index) => tensorAt(index)?.quantization) ?? [];
    expect(parts).toEqual([0, 1].map(() => ({ scales: [coarse.scale], zeroPoints: [-68], axis: 0 })));
  });

  test.each([
    ['joining', joining, [4, 4, 2]],
    ['small', small, [5, 5, 2]],
  ])('computes the same within three steps: %s', async (_name, network, [height = 1, width = 1, channels = 1]) => {
    const random = seededRandom(7);
    const bytes = Uint8Array.from({ length: height * width * channels }, () => random.below(256));
    const pixels = tensor('uint8', [1, height, width, channels], bytes);
    const run = async (which: TfliteNetwork) =>
      Object.values(await runGraph(convertTflite(readTflite(writeTflite(which)), 'x'), { pixels }))[0];
    const [was, is] = [await run(network), await run(signedNetwork(network))];
    const { scales: [step = 1] = [] } = network.tensors[network.outputs[0] ?? -1]?.quantization ?? {};
    expect(is?.shape).toEqual(was?.shape);
    const off = Array.from(was?.data as Float32Array, (value, index) => Math.abs(value - Number(is?.data[index])) / step);
    expect(Math.max(...off)).toBeLessThan(3.5);
    expect(off.filter((difference) => difference > 1.5).length / off.length).toBeLessThan(0.05);
  });

  test('that is signed already stays as it is', () => {
    expect(signedNetwork(signed)).toEqual(signed);
  });
});
