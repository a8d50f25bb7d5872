import { describe, expect, test } from 'vitest';
import { convolutionalNetwork, floatNetworkSide, transformerNetwork } from '../../../test/fixtures/float-networks.ts';
import { outputOf, runGraph } from '../../../test/run-graph.ts';
import { writeOnnx } from '../../formats/onnx/write.ts';
import { profileNetwork } from '../../runtime/profile-network.ts';
import { seededRandom } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { cut } from '../cut.ts';
import type { Graph } from '../graph.ts';
import { int, ints } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';
import { dequantize } from '../optimize/dequantize.ts';
import { foldBatchNormalization } from '../optimize/fold-batch-normalization.ts';
import { ActivationHistogram } from './activation-histogram.ts';
import { calibrateRange } from './calibrate-range.ts';
import { ChannelMeans } from './channel-means.ts';
import { pixelRange } from './pixel-range.ts';
import { type PlanOptions, planQuantization } from './plan-quantization.ts';
import { quantizeGraph } from './quantize-graph.ts';
import { quantizeLayers } from './quantize-layers.ts';

/** Smooth pictures with some noise: pixels that are all random have no structure that a network could keep. */
function pictures(count: number, seed: number): Tensor<'uint8'> {
  const random = seededRandom(seed);
  const side = floatNetworkSide;
  const data = new Uint8Array(count * side * side * 3);
  for (let picture = 0; picture < count; picture++) {
    const waves = Array.from(
      { length: 3 },
      () => [0.5 * random.next(), 0.5 * random.next(), 6 * random.next(), 30 + 90 * random.next()] as const,
    );
    for (let at = 0; at < side * side; at++) {
      for (const [channel, [fx, fy, phase, strength]] of waves.entries()) {
        const x = 128 + strength * Math.sin(fx * (at % side) + fy * Math.floor(at / side) + phase) + 8 * random.normal();
        data[(picture * side * side + at) * 3 + channel] = Math.max(0, Math.min(255, Math.round(x)));
      }
    }
  }
  return tensor('uint8', [count, side, side, 3], data);
}

/** Quantizes as `quantizeBackbone` does, with what ONNX Runtime computes on some pictures. */
async function quantized(float: Graph, options: PlanOptions = {}): Promise<Graph> {
  const graph = foldBatchNormalization(float);
  const plan = planQuantization(graph, options);
  const shapes = inferShapes(graph);
  const inputs = graph.nodes.filter(({ outputs }) => plan.layers.has(outputs[0] ?? '')).map(({ inputs: [input = ''] }) => input);
  const names = [...new Set([...plan.rangeOf.values(), ...inputs])];
  const observed = await runGraph(
    cut(
      graph,
      names.map((name) => ({ name, dtype: 'float32', shape: shapes.get(name) ?? [] })),
    ),
    { pixels: pictures(16, 1) },
  );
  const ranges = new Map(
    names.map((name) => {
      const seen = observed[name];
      const histogram = new ActivationHistogram();
      if (seen?.dtype === 'float32') histogram.add(seen.data, name);
      return [name, pixelRange(graph, name) ?? calibrateRange(histogram, 'minmax')];
    }),
  );
  const channelMeans = new Map(
    inputs.map((name) => {
      const [seen, means] = [observed[name], new ChannelMeans()];
      if (seen?.dtype === 'float32') means.add(seen.data, seen.shape);
      return [name, means.means];
    }),
  );
  return quantizeGraph(graph, plan, ranges, { channelMeans, weights: quantizeLayers(graph, plan) });
}

/** How often each operator ran, as ONNX Runtime's profile tells. */
async function operatorsRun(graph: Graph, pixels: Tensor<'uint8'>): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const { kernels } = await profileNetwork(writeOnnx(graph), { pixels }, { runs: 1 });
  for (const { operator } of kernels) counts[operator] = (counts[operator] ?? 0) + 1;
  return counts;
}

function cosines(a: Tensor<'float32'>, b: Tensor<'float32'>): number[] {
  const [rows = 0] = a.shape;
  const width = a.data.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const [x, y] = [a.data.subarray(row * width, (row + 1) * width), b.data.subarray(row * width, (row + 1) * width)];
    const dot = (p: Float32Array, q: Float32Array): number => p.reduce((sum, value, at) => sum + value * (q[at] ?? 0), 0);
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  });
}

const at = (graph: Graph, name: string): Graph => cut(graph, [{ name, dtype: 'float32', shape: inferShapes(graph).get(name) ?? [] }]);

describe('quantizeGraph', () => {
  test('one convolution: ONNX Runtime computes what the formula says, number by number', async () => {
    const random = seededRandom(21);
    const builder = new GraphBuilder();
    builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', 4, 4, 3] });
    const planes = builder.add('Transpose', ['pixels'], { as: 'planes', attributes: { perm: ints([0, 3, 1, 2]) } });
    const picture = builder.add('Cast', [planes], { as: 'picture', attributes: { to: int(1) } });
    const weights = Float32Array.from({ length: 2 * 3 * 4 * 4 }, () => random.normal());
    const bias = Float32Array.of(30, -700);
    const inputs = [
      picture,
      builder.constant('w', tensor('float32', [2, 3, 4, 4], weights)),
      builder.constant('b', tensor('float32', [2], bias)),
    ];
    builder.add('Conv', inputs, { as: 'linear' });
    builder.add('Relu', ['linear'], { as: 'out' });
    const graph = builder.finish('one', [{ name: 'out', dtype: 'float32', shape: ['batch', 2, 1, 1] }]);
    const plan = planQuantization(graph, { floatLast: false });
    const high = 1500;
    const eight = quantizeGraph(
      graph,
      plan,
      new Map([
        ['picture', { low: 0, high: 255 }],
        ['out', { low: 0, high }],
      ]),
    );

    const pixels = tensor(
      'uint8',
      [50, 4, 4, 3],
      Uint8Array.from({ length: 50 * 48 }, () => random.below(256)),
    );
    const { data } = await outputOf(eight, { pixels });
    const [stored, scales, rounded] = ['weights:stored', 'weights:scale', 'bias:stored'].map(
      (what) => eight.constants.get(`linear:${what}`)?.data ?? [],
    );
    let clipped = 0;
    for (let photo = 0; photo < 50; photo++) {
      for (const channel of [0, 1]) {
        let sum = Number(rounded?.[channel]);
        for (let k = 0; k < 48; k++)
          sum += Number(stored?.[channel * 48 + k]) * (pixels.data[photo * 48 + (k % 16) * 3 + Math.floor(k / 16)] ?? 0);
        const real = sum * Number(scales?.[channel]); // the pixels' step is 1
        const step = high / 255;
        const expected = step * Math.max(0, Math.min(255, Math.round(real / step)));
        if (expected === 0 || expected === high) clipped++;
        // A value in the middle between two steps may go to either: float32 products, and halves to even.
        const nearTie = Math.abs(Math.abs((real / step) % 1) - 0.5) < 1e-3;
        expect(Math.abs((data[photo * 2 + channel] ?? Number.NaN) - expected)).toBeLessThan(nearTie ? 1.001 * step : 1e-3);
      }
    }
    expect(clipped).toBeGreaterThan(3); // the Relu and the range's end were met
    expect(clipped).toBeLessThan(97);
  });

  test('a convolutional network: features as before, in 8-bit kernels, cut where it could be cut', async () => {
    const float = convolutionalNetwork();
    const eight = await quantized(float);
    const pixels = pictures(8, 2);
    for (const name of ['logits', 'pooled', 'block', 'sum', 'silu']) {
      const [before, after] = [
        await outputOf(at(foldBatchNormalization(float), name), { pixels }),
        await outputOf(at(eight, name), { pixels }),
      ];
      expect(after.shape).toEqual(before.shape);
      expect(Math.min(...cosines(before, after))).toBeGreaterThan(0.99);
    }
    const ran = await operatorsRun(eight, pixels);
    // 9 convolutions, the residual sum, two gates, the gated products, the concatenation: all but the average and the classifier.
    expect(ran).toMatchObject({
      QLinearConv: 9,
      QLinearAdd: 1,
      QLinearMul: 2,
      QLinearSigmoid: 2,
      QLinearConcat: 1,
      QLinearAveragePool: 1,
      NhwcMaxPool: 1, // its uint8 kernel
    });
    for (const operator of ['Conv', 'FusedConv', 'Add', 'Mul', 'Sigmoid', 'Concat', 'AveragePool', 'Relu', 'Clip'])
      expect(ran).not.toHaveProperty(operator);
    expect(ran).toMatchObject({ QuantizeLinear: 1, DequantizeLinear: 1 }); // pixels in, the last activation out
  });

  test('a transformer: layers with weights in 8 bits, all else in float', async () => {
    const float = transformerNetwork();
    const eight = await quantized(float);
    const pixels = pictures(8, 3);
    for (const name of ['logits', 'mean', 'block']) {
      expect(
        Math.min(...cosines(await outputOf(at(float, name), { pixels }), await outputOf(at(eight, name), { pixels }))),
      ).toBeGreaterThan(0.99);
    }
    const ran = await operatorsRun(eight, pixels);
    expect(ran['QLinearConv']).toBe(1);
    expect((ran['MatMulIntegerToFloat'] ?? 0) + (ran['DynamicQuantizeMatMul'] ?? 0)).toBe(6); // query, key, value, projection, wide, narrow
    expect(ran['QLinearSoftmax']).toBeUndefined();
  });

  test('the first layer in float reads pixels that are not rounded', async () => {
    const float = convolutionalNetwork();
    const eight = await quantized(float, { floatFirst: true });
    expect(eight.nodes.some(({ operator, inputs }) => operator === 'QuantizeLinear' && inputs[0] === 'picture')).toBe(false);
    const pixels = pictures(4, 5);
    expect((await operatorsRun(eight, pixels))['QLinearConv']).toBe(8);
  });

  test('dequantized, it is the float network with rounded weights again', async () => {
    const eight = await quantized(convolutionalNetwork());
    const pixels = pictures(4, 6);
    const [a, b] = [await outputOf(eight, { pixels }), await outputOf(dequantize(eight), { pixels })];
    expect(dequantize(eight).nodes.some(({ operator }) => operator === 'QuantizeLinear')).toBe(false);
    expect(Math.min(...cosines(a, b))).toBeGreaterThan(0.99);
  });

  test('a channel of tiny weights beside a large bias keeps the bias', async () => {
    const builder = new GraphBuilder();
    builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', 4, 4, 3] });
    const picture = builder.add('Cast', [builder.add('Transpose', ['pixels'], { attributes: { perm: ints([0, 3, 1, 2]) } })], {
      as: 'picture',
      attributes: { to: int(1) },
    });
    const weights = tensor('float32', [1, 3, 1, 1], Float32Array.of(1e-9, -1e-9, 1e-9));
    builder.add('Conv', [picture, builder.constant('w', weights), builder.constant('b', tensor('float32', [1], Float32Array.of(100)))], {
      as: 'out',
    });
    const graph = builder.finish('tiny', [{ name: 'out', dtype: 'float32', shape: ['batch', 1, 4, 4] }]);
    const eight = quantizeGraph(
      graph,
      planQuantization(graph, { floatLast: false }),
      new Map([
        ['picture', { low: 0, high: 255 }],
        ['out', { low: 0, high: 127.5 }],
      ]),
    );
    const { data } = await outputOf(eight, { pixels: tensor('uint8', [1, 4, 4, 3], new Uint8Array(48).fill(9)) });
    expect([...data]).toEqual(new Array(16).fill(100));
  });

  test('says which range is missing', () => {
    const graph = foldBatchNormalization(convolutionalNetwork());
    expect(() => quantizeGraph(graph, planQuantization(graph), new Map())).toThrow(
      expect.objectContaining({ code: 'GRAPH_INVALID', message: expect.stringContaining('"picture"') }),
    );
  });
});
