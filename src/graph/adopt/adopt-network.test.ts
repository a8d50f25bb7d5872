import { describe, expect, test } from 'vitest';
import { Exporter } from '../../../test/fixtures/topologies/exporter.ts';
import { efficientNet, mobileNetV2 } from '../../../test/fixtures/topologies/mobile-networks.ts';
import { inceptionV3, vgg } from '../../../test/fixtures/topologies/plain-networks.ts';
import { resnet } from '../../../test/fixtures/topologies/resnet.ts';
import { averagedByHand, randomPixels, runAsPublished } from '../../../test/fixtures/topologies/run-topology.ts';
import { clipImageTower, siglip, vit } from '../../../test/fixtures/topologies/transformers.ts';
import { largestDifference, runGraph } from '../../../test/run-graph.ts';
import type { DType } from '../../tensor/tensor.ts';
import { tensor } from '../../tensor/tensor.ts';
import { type Dimension, type Graph, int, ints, type Node } from '../graph.ts';
import { withPooledOutputs } from '../pooled-outputs.ts';
import { adoptNetwork } from './adopt-network.ts';
import { type PixelRange, pixelRanges } from './pixel-range.ts';

const range = pixelRanges.imagenet;

/** The first row of numbers that a network gives for three random pictures, and what it gave as it was published. */
async function expectSameFeatures(graph: Graph, features: string, given: Parameters<typeof adoptNetwork>[1]): Promise<void> {
  const { graph: adopted, input, bottleneck } = adoptNetwork(graph, given);
  const pixels = randomPixels(3, input.width);
  const published = (await runAsPublished(graph, [features], pixels, { side: input.width, ...input }))[features];
  const frames = { pixels: tensor('uint8', [3, input.height, input.width, 3], pixels) };
  const found = await runGraph(withPooledOutputs(adopted, [{ value: bottleneck.value, as: 'features' }]), frames);
  const expected = published?.pictures.flatMap((picture) => [...averagedByHand(published.shape, picture)]) ?? [];
  expect(largestDifference(Array.from(found['features']?.data ?? [], Number), expected)).toBeLessThan(2e-4);
}

describe('the range of pixels', () => {
  const bgr: PixelRange = { offset: [100, 110, 120], divisor: [1, 1, 1], order: 'bgr' };

  test.each([
    ['each channel its own', pixelRanges.imagenet],
    ['one for all', pixelRanges['-1..1']],
    ['a divisor alone', pixelRanges['0..1']],
    ['blue first', bgr],
  ])('%s: as a program computes it before the network', async (_name, given) => {
    for (const { graph, features } of [resnet(), inceptionV3()]) await expectSameFeatures(graph, features, { range: given });
  });

  test('it is read from the network where that normalizes pixels itself', () => {
    const { input } = adoptNetwork(efficientNet().graph);
    expect(input).toEqual({
      width: 32,
      height: 32,
      layout: 'nhwc',
      range: pixelRanges['0..255'],
      howRangeWasKnown: 'the network itself scales pixels',
      howSizeWasKnown: 'as published',
    });
  });

  test('a network that normalizes numbers of 0 to 1 is given those', () => {
    const net = new Exporter(1);
    const x = net.add('Div', [net.add('Sub', [net.input(3, 32, 32), net.floats(0.45)]), net.floats(0.225)]);
    const { graph } = net.finish([net.gemm(net.flatten(net.globalAverage(net.convRelu(x, 3, 8))), 8, 10, 'output')], '');
    expect(adoptNetwork(graph).input.range).toEqual(pixelRanges['0..1']);
  });

  test('it is asked for where nothing tells it', () => {
    expect(() => adoptNetwork(resnet().graph)).toThrow(
      expect.objectContaining({ code: 'RANGE_UNKNOWN', hint: expect.stringContaining('imagenet') }),
    );
  });
});

/** A network of one convolution that reads an input as it is given. */
function reading(dtype: DType, shape: readonly Dimension[], layout: 'nchw' | 'nhwc' = 'nchw'): Graph {
  const net = new Exporter(1);
  let x = net.builder.input({ name: 'pixels', dtype, shape });
  if (layout === 'nhwc') x = net.add('Transpose', [x], { perm: ints([0, 3, 1, 2]) });
  if (dtype !== 'float32') x = net.add('Cast', [x], { to: int(1) });
  return net.finish([net.gemm(net.flatten(net.globalAverage(net.convRelu(x, 3, 8, { kernel: 3 }))), 8, 10, 'logits')], '').graph;
}

describe('the picture', () => {
  test.each([
    ['uint8, channels last, as Graft has it', reading('uint8', ['N', 20, 20, 3], 'nhwc'), { width: 20, height: 20, layout: 'nhwc' }],
    ['uint8, channels first', reading('uint8', [1, 3, 20, 20]), { width: 20, height: 20, layout: 'nchw' }],
    ['int32', reading('int32', [1, 3, 20, 24]), { width: 24, height: 20, layout: 'nchw' }],
    ['any size', reading('float32', ['N', 3, 'H', 'W']), { width: 224, height: 224, layout: 'nchw' }],
    ['all free, channels first', reading('float32', ['a', 'b', 'c', 'd']), { width: 224, height: 224, layout: 'nchw' }],
    ['all free, channels last', reading('float32', ['a', 'b', 'c', 'd'], 'nhwc'), { width: 224, height: 224, layout: 'nhwc' }],
  ])('%s', async (_name, graph, expected) => {
    const { graph: adopted, input } = adoptNetwork(graph, { range });
    expect(input).toMatchObject(expected);
    expect(adopted.inputs).toEqual([{ name: 'pixels', dtype: 'uint8', shape: ['batch', input.height, input.width, 3] }]);
    const pixels = tensor('uint8', [2, input.height, input.width, 3], new Uint8Array(2 * input.height * input.width * 3).fill(77));
    expect(Object.values(await runGraph(adopted, { pixels }))[0]?.shape).toEqual([2, 10]);
  });

  test('another size than published: networks that slide take it, others say why not', async () => {
    const { graph, input, bottleneck } = adoptNetwork(mobileNetV2().graph, { range, imageSize: 48 });
    expect([input.width, input.howSizeWasKnown, bottleneck.source.shape]).toEqual([48, 'given', [64, 12, 12]]);
    const pixels = tensor('uint8', [2, 48, 48, 3], randomPixels(2, 48));
    expect(Object.values(await runGraph(graph, { pixels }))[0]?.shape).toEqual([2, 10]);
    for (const fixed of [vgg().graph, vit().graph, vit({ batch: 1 }).graph])
      expect(() => adoptNetwork(fixed, { range, imageSize: 64 }), String(fixed.nodes[3]?.name)).toThrow(
        expect.objectContaining({ code: 'GRAPH_INVALID' }),
      );
    expect(() => adoptNetwork(vgg().graph, { range, imageSize: 4 })).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
  });

  test.each([
    ['text', [{ name: 'input_ids', dtype: 'int64', shape: ['batch', 'sequence'] }], 'text'],
    ['grey pictures', [{ name: 'x', dtype: 'float32', shape: [1, 1, 28, 28] }], 'one channel'],
    ['four channels', [{ name: 'x', dtype: 'float32', shape: [1, 4, 64, 64] }], 'another number of channels'],
    ['films', [{ name: 'x', dtype: 'float32', shape: [1, 3, 8, 64, 64] }], 'films'],
    ['a table', [{ name: 'x', dtype: 'float32', shape: ['N', 30] }], 'photos'],
    ['nothing', [], 'photos'],
  ] as const)('a network that reads %s is refused', (_name, inputs, hint) => {
    const graph: Graph = { ...resnet().graph, inputs: [], nodes: [], outputs: [], constants: new Map() };
    expect(() => adoptNetwork({ ...graph, inputs }, { range })).toThrow(
      expect.objectContaining({ code: 'NETWORK_UNSUITABLE', hint: expect.stringContaining(hint) }),
    );
  });

  test('of a network for pictures and text, what needs the picture alone is kept; what needs both is refused', () => {
    const { graph } = clipImageTower();
    const text = { name: 'input_ids', dtype: 'int64', shape: ['batch', 4] } as const;
    const node = (name: string, operator: string, inputs: string[], attributes: Node['attributes'] = {}): Node => ({
      ...{ name, operator, domain: '', inputs, outputs: [name], attributes },
    });
    const words = [node('words', 'Cast', ['input_ids'], { to: int(1) }), node('text_embeds', 'ReduceMean', ['words'])];
    const scores = [...words, node('logits_per_image', 'Add', ['image_embeds', 'text_embeds'])];
    const both = { ...graph, inputs: [text, ...graph.inputs], nodes: [...graph.nodes, ...scores] };
    const output = (name: string) => ({ name, dtype: 'float32' as const, shape: [] });
    const { graph: adopted, bottleneck } = adoptNetwork({ ...both, outputs: ['logits_per_image', 'image_embeds'].map(output) }, { range });
    expect(bottleneck.width).toBe(20);
    expect(adopted.outputs.map(({ name }) => name)).toEqual(['image_embeds']);
    expect(() => adoptNetwork({ ...both, outputs: [output('logits_per_image')] }, { range })).toThrow(
      expect.objectContaining({ code: 'NETWORK_UNSUITABLE', message: expect.stringContaining('several inputs') }),
    );
  });
});

test('a head in 8 bit with a dynamic range, as ONNX Runtime’s quantization writes it', async () => {
  const net = new Exporter(30);
  const pooled = net.flatten(net.globalAverage(net.convRelu(net.input(3, 32, 32), 3, 8, { kernel: 3 })));
  const [quantized, scale, zero] = ['q', 'q_scale', 'q_zero'] as const;
  net.builder.addMany('DynamicQuantizeLinear', [pooled], [quantized, scale, zero]);
  const stored = net.constant(
    tensor(
      'int8',
      [8, 10],
      Int8Array.from({ length: 80 }, (_, at) => (at * 37) % 100),
    ),
  );
  const sums = net.add('Cast', [net.add('MatMulInteger', [quantized, stored, zero])], { to: int(1) });
  const scaled = net.add('Mul', [sums, net.add('Mul', [scale, net.floats(0.01)])]);
  const { graph } = net.finish([net.add('Add', [scaled, net.weights([10], 10)], {}, 'output')], pooled);
  const { bottleneck } = adoptNetwork(graph, { range });
  expect(bottleneck).toMatchObject({ width: 8, pooling: 'average', head: { classes: 10, operator: 'MatMulInteger' } });
  await expectSameFeatures(graph, pooled, { range });
});

describe('another place to cut', () => {
  test.each([
    ['a map', resnet(), (graph: Graph) => graph.nodes.findLast(({ operator }) => operator === 'Relu'), 'average', 32],
    ['tokens behind a class token', vit(), (graph: Graph) => graph.nodes.findLast(({ operator }) => operator === 'Erf'), 'class-token', 24],
    ['tokens without one', siglip(), (graph: Graph) => graph.nodes.find(({ operator }) => operator === 'Erf'), 'mean-of-tokens', 24],
  ] as const)('%s', async (_name, { graph }, choose, pooling, width) => {
    const cut = choose(graph)?.outputs[0] ?? '';
    const { bottleneck } = adoptNetwork(graph, { range, cut });
    expect(bottleneck).toMatchObject({ value: cut, pooling, width });
    if (pooling !== 'class-token') await expectSameFeatures(graph, cut, { range, cut });
  });

  test('one that is not there, and one that is no activation of single pictures', () => {
    expect(() => adoptNetwork(resnet().graph, { range, cut: 'nowhere' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_CUT' }));
    const { graph } = vit({}, 'torchvision');
    const scores = graph.nodes.find(({ operator }) => operator === 'Softmax')?.outputs[0] ?? '';
    expect(() => adoptNetwork(graph, { range, cut: scores })).toThrow(expect.objectContaining({ code: 'NETWORK_UNSUITABLE' }));
  });
});
