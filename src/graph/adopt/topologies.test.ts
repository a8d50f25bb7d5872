import { expect, test } from 'vitest';
import type { ExportOptions, Topology } from '../../../test/fixtures/topologies/exporter.ts';
import {
  convNeXt,
  efficientNet,
  mobileNetV1,
  mobileNetV2,
  mobileNetV3,
  mobileNetV4,
  shuffleNet,
} from '../../../test/fixtures/topologies/mobile-networks.ts';
import { alexNet, denseNet, googLeNet, inceptionV3, squeezeNet, vgg } from '../../../test/fixtures/topologies/plain-networks.ts';
import { resnet } from '../../../test/fixtures/topologies/resnet.ts';
import { averagedByHand, randomPixels, runAsPublished } from '../../../test/fixtures/topologies/run-topology.ts';
import { swin } from '../../../test/fixtures/topologies/swin.ts';
import { clipImageTower, deit, dinov2, siglip, vit } from '../../../test/fixtures/topologies/transformers.ts';
import { largestDifference, runGraph } from '../../../test/run-graph.ts';
import { tensor } from '../../tensor/tensor.ts';
import { inferShapes } from '../infer-shapes.ts';
import { layersOf } from '../layers.ts';
import { withPooledOutputs } from '../pooled-outputs.ts';
import { type AdoptedNetwork, type Adoption, adoptNetwork } from './adopt-network.ts';
import { pixelRanges } from './pixel-range.ts';

/** What must be found of a network. */
interface Expected extends Pick<AdoptedNetwork['bottleneck'], 'width' | 'pooling'> {
  /** The shape of what is pooled, for one picture. */
  readonly source: readonly number[];
  readonly classes: number | undefined;
  readonly words: string;
}

/** Each as exported for any number of pictures and for one. */
const both = (
  name: string,
  make: (options: ExportOptions) => Topology,
  expected: Expected,
): readonly (readonly [name: string, make: () => Topology, expected: Expected])[] => [
  [name, () => make({}), expected],
  [`${name}, exported for one picture`, () => make({ batch: 1 }), expected],
];

const average = (width: number, side: number, words: string): Expected => ({
  width,
  pooling: 'average',
  source: [width, side, side],
  classes: 10,
  words: `${words}: global average of ${width} channels at ${side}x${side}, then`,
});

const topologies = [
  ...both('AlexNet', alexNet, {
    width: 20,
    pooling: 'flatten',
    source: [12, 3, 3],
    classes: 10,
    words: 'VGG-like: 12 channels at 3x3, flattened',
  }),
  ...both('VGG', vgg, { width: 16, pooling: 'flatten', source: [12, 4, 4], classes: 10, words: 'VGG-like: 12 channels at 4x4, flattened' }),
  ...both('ResNet', resnet, average(32, 4, 'ResNet-like')),
  ...both('RegNet', (options) => resnet(options, 4), average(32, 4, 'ResNet-like')),
  ...both('DenseNet', denseNet, average(22, 4, 'DenseNet-like')),
  ...both('SqueezeNet', squeezeNet, { width: 16, pooling: 'average', source: [16, 7, 7], classes: 10, words: 'averaged after the head' }),
  ...both('GoogLeNet', googLeNet, average(24, 8, 'Inception-like')),
  ...both('InceptionV3', inceptionV3, average(32, 11, 'Inception-like')),
  ...both('MobileNet v1', mobileNetV1, average(32, 8, 'MobileNet-like')),
  ...both('MobileNet v2', mobileNetV2, average(64, 8, 'MobileNet-like')),
  ...both('MobileNet v3', mobileNetV3, { width: 48, pooling: 'average', source: [32, 8, 8], classes: 10, words: '(48 numbers)' }),
  ...both('MobileNet v4', mobileNetV4, { width: 64, pooling: 'average', source: [32, 8, 8], classes: 10, words: '(64 numbers)' }),
  ...both('EfficientNet', efficientNet, average(64, 8, 'MobileNet-like')),
  ...both('ConvNeXt', convNeXt, average(16, 4, 'ConvNeXt-like')),
  ...both('ConvNeXt, its norms taken apart', (options) => convNeXt(options, true), average(16, 4, 'ConvNeXt-like')),
  ...both('ShuffleNet', shuffleNet, average(32, 8, 'ShuffleNet-like')),
  ...both('ViT of Hugging Face', vit, {
    width: 12,
    pooling: 'class-token',
    source: [17, 12],
    classes: 10,
    words: 'Vision transformer: the class token of 17 tokens of 12',
  }),
  ...both('ViT of torchvision', (options) => vit(options, 'torchvision'), {
    width: 12,
    pooling: 'class-token',
    source: [17, 12],
    classes: 10,
    words: 'Vision transformer',
  }),
  ...both('DeiT', deit, {
    width: 12,
    pooling: 'class-token',
    source: [18, 12],
    classes: 10,
    words: 'a second head reads the distillation token',
  }),
  ...both('Swin', swin, average(16, 4, 'Swin-like')),
  ...both('DINOv2', dinov2, { width: 12, pooling: 'class-token', source: [17, 12], classes: undefined, words: 'no head' }),
  ...both('image tower of CLIP', clipImageTower, {
    width: 20,
    pooling: 'class-token',
    source: [17, 12],
    classes: undefined,
    words: 'no head',
  }),
  ...both('SigLIP', siglip, { width: 12, pooling: 'attention', source: [16, 12], classes: undefined, words: 'pooled by attention' }),
];

const photos = 3;

test.each(topologies)('%s: the bottleneck is found, and the network computes what it did', async (_name, make, expected) => {
  const { graph, features } = make();
  const given: Adoption = { range: pixelRanges.imagenet };
  const { graph: adopted, input, bottleneck } = adoptNetwork(graph, given);
  expect({
    width: bottleneck.width,
    pooling: bottleneck.pooling,
    source: bottleneck.source.shape,
    classes: bottleneck.head?.classes,
  }).toEqual({
    width: expected.width,
    pooling: expected.pooling,
    source: expected.source,
    classes: expected.classes,
  });
  expect(bottleneck.words).toContain(expected.words);

  const layer = layersOf(adopted).find(({ name }) => name === bottleneck.value);
  expect(layer?.pooledWidth ?? layer?.shape[0]).toBe(expected.width);
  expect(layer?.cuttable).toBeUndefined();

  const pixels = randomPixels(photos, input.width);
  const [output] = graph.outputs;
  const shown = bottleneck.head?.logits ?? output?.name ?? '';
  const published = await runAsPublished(graph, [shown, features], pixels, { side: input.width, ...input });
  const frames = { pixels: tensor('uint8', [photos, input.height, input.width, 3], pixels) };
  const logits = (
    await runGraph({ ...adopted, outputs: [{ name: shown, dtype: 'float32', shape: inferShapes(adopted).get(shown) ?? [] }] }, frames)
  )[shown];
  const before = published[shown]?.pictures.flatMap((picture) => [...picture]) ?? [];
  expect(logits?.shape[0]).toBe(photos);
  expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(1e-3); // or the comparison would tell nothing
  expect(largestDifference(Array.from(logits?.data ?? [], Number), before)).toBeLessThan(2e-4);

  const pooled = await runGraph(withPooledOutputs(adopted, [{ value: bottleneck.value, as: 'features' }]), frames);
  expect(pooled['features']?.shape).toEqual([photos, expected.width]);
  const read = published[features];
  const byHand = read?.pictures.flatMap((picture) => [...averagedByHand(read.shape, picture)]) ?? [];
  expect(largestDifference(Array.from(pooled['features']?.data ?? [], Number), byHand)).toBeLessThan(2e-4);
});
