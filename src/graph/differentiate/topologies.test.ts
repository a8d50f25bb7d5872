import { expect, test } from 'vitest';
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
import { swin } from '../../../test/fixtures/topologies/swin.ts';
import { clipImageTower, deit, dinov2, siglip, vit } from '../../../test/fixtures/topologies/transformers.ts';
import { normal } from '../../../test/float64/expect-gradients.ts';
import { writeOnnx } from '../../formats/onnx/write.ts';
import { Session } from '../../runtime/session.ts';
import { seededRandom } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { adoptNetwork } from '../adopt/adopt-network.ts';
import { pixelRanges } from '../adopt/pixel-range.ts';
import { int } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';
import { differentiate, gradientName } from './differentiate.ts';

const topologies = { alexNet, clipImageTower, convNeXt, deit, denseNet, dinov2, efficientNet, googLeNet, inceptionV3 };
const others = { mobileNetV1, mobileNetV2, mobileNetV3, mobileNetV4, resnet, shuffleNet, siglip, squeezeNet, swin, vgg, vit };
const regNet = (): ReturnType<typeof resnet> => resnet({}, 4);

/**
 * Along its own gradient a loss changes at the gradient's length. That one number is off wherever a rule is, in a network as a
 * stranger's exporter wrote it.
 */
test.each(Object.entries({ ...topologies, ...others, regNet }))('all weights of %s can be trained', async (_, make) => {
  const { graph } = make({});
  const { graph: network, input, bottleneck } = adoptNetwork(graph, { range: pixelRanges.imagenet });
  const shape = (inferShapes(network).get(bottleneck.value) ?? []).map((size) => (typeof size === 'number' ? size : 2));
  const builder = GraphBuilder.from(network);
  const weighted = builder.add('Mul', [bottleneck.value, builder.constant('loss:weights', normal(shape, 5, 0.1))]);
  builder.add('ReduceSum', [weighted], { as: 'loss', attributes: { keepdims: int(0) } });
  const forward = builder.finish('trained', [{ name: 'loss', dtype: 'float32', shape: [] }]);
  const floats = forward.nodes.flatMap(({ operator, inputs }) => (['Conv', 'Gemm', 'MatMul'].includes(operator) ? inputs.slice(1) : []));
  const before = new Set(ancestorsOf(forward, 'loss'));
  const parameters = [...new Set(floats)].filter((name) => forward.constants.get(name)?.dtype === 'float32' && before.has(name));
  expect(parameters.length).toBeGreaterThan(2);

  await using session = await Session.open(writeOnnx(differentiate(forward, { loss: 'loss', parameters })), { threads: 1 });
  const random = seededRandom(3);
  const { width, height } = input;
  const pixels = tensor(
    'uint8',
    [2, height, width, 3],
    Uint8Array.from({ length: 2 * height * width * 3 }, () => random.below(256)),
  );
  const weights = Object.fromEntries(parameters.map((name) => [name, forward.constants.get(name) as Tensor<'float32'>])); // filtered above
  const found = await session.run({ pixels, ...weights });
  const gradients = Object.fromEntries(parameters.map((name) => [name, found[gradientName(name)]?.data as Float32Array])); // as declared
  const length = Math.hypot(...Object.values(gradients).map((gradient) => Math.hypot(...gradient)));
  expect(length).toBeGreaterThan(0);
  const lossAt = async (step: number): Promise<number> => {
    const moved = Object.entries(weights).map(([name, { shape: own, data }]): [string, Tensor] => [
      name,
      tensor(
        'float32',
        own,
        data.map((value, i) => value + (step * (gradients[name]?.[i] ?? Number.NaN)) / length),
      ),
    ]);
    return Number((await session.run({ pixels, ...Object.fromEntries(moved) }))['loss']?.data[0]);
  };
  const step = 2e-3;
  const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
  expect(Math.abs(slope / length - 1)).toBeLessThan(0.03);
});

function ancestorsOf(graph: ReturnType<typeof differentiate>, value: string): string[] {
  const needed = new Set([value]);
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((output) => needed.has(output))) for (const name of node.inputs) needed.add(name);
  return [...needed];
}
