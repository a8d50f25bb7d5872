/**
 * The same code on an accelerator: InceptionV3 computes features of batches of 1, 8, 32 and 128 photos, in float32 and in float16, and a residual
 * network (ResNet-18's shape, random weights) takes training steps, on the CPU and on each accelerator that works here; times in turn, what part
 * that is of the fastest that the device multiplies matrices in the same runtime, and how far the numbers lie apart. Accelerators that do not work
 * here are passed over, with the reason. From files to features: bench/device-files.ts.
 *
 * Usage: npx tsx --conditions=graft-source bench/device.ts [--quick]
 */
import { loadBackbone } from 'graft-ml';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { differentiate } from '../src/graph/differentiate/differentiate.ts';
import { withCrossEntropy } from '../src/graph/differentiate/with-cross-entropy.ts';
import { type Graph, int, ints } from '../src/graph/graph.ts';
import { GraphBuilder } from '../src/graph/graph-builder.ts';
import { inferShapes } from '../src/graph/infer-shapes.ts';
import { inHalfPrecision } from '../src/graph/optimize/half-precision.ts';
import { maxPoolAsMaxima } from '../src/graph/optimize/max-pool-as-maxima.ts';
import { withPooledOutputs } from '../src/graph/pooled-outputs.ts';
import { chooseDevice } from '../src/runtime/choose-device.ts';
import { type Device, devices } from '../src/runtime/device.ts';
import { Session } from '../src/runtime/session.ts';
import { median } from '../src/tensor/median.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { elementCount, type Tensor, tensor } from '../src/tensor/tensor.ts';
import { quick, type Row, report } from './report.ts';

const side = quick ? 32 : 224;
const batch = quick ? 2 : 32;
const batches = quick ? [1, 2] : [1, 8, 32, 128];
const classes = 10;
const random = seededRandom(1);

function normal(shape: readonly number[], size: number): Tensor<'float32'> {
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => size * random.normal()),
  );
}

/** K. He et al., Deep Residual Learning for Image Recognition (2015), without normalization: weights small enough to do without. */
function residualNetwork(photos: number): { readonly graph: Graph; readonly parameters: readonly string[] } {
  const builder = new GraphBuilder();
  const parameters: string[] = [];
  const conv = (input: string, name: string, [to, from, size, stride]: readonly [number, number, number, number], gain = 1): string => {
    const weights = builder.constant(`${name}:weights`, normal([to, from, size, size], gain * Math.sqrt(2 / (from * size * size))));
    parameters.push(weights);
    const pad = Math.floor(size / 2);
    const attributes = { kernel_shape: ints([size, size]), strides: ints([stride, stride]), pads: ints([pad, pad, pad, pad]) };
    return builder.add('Conv', [input, weights], { as: name, attributes });
  };
  builder.input({ name: 'x', dtype: 'float32', shape: [photos, 3, side, side] });
  let value = builder.add('Relu', [conv('x', 'stem', [64, 3, 7, 2])]);
  value = builder.add('MaxPool', [value], { attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) } });
  let width = 64;
  for (const [stage, to] of [64, 128, 256, 512].entries()) {
    for (const block of [0, 1]) {
      const name = `stage${stage}_${block}`;
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const inner = builder.add('Relu', [conv(value, `${name}_a`, [to, width, 3, stride])]);
      const outer = conv(inner, `${name}_b`, [to, to, 3, 1], 0.3);
      const past = stride === 1 && width === to ? value : conv(value, `${name}_past`, [to, width, 1, stride]);
      value = builder.add('Relu', [builder.add('Add', [outer, past])]);
      width = to;
    }
  }
  const pooled = builder.add('Flatten', [builder.add('GlobalAveragePool', [value])], { as: 'features', attributes: { axis: int(1) } });
  const head = builder.constant('head:weights', normal([width, classes], 0.05));
  parameters.push(head);
  builder.add('MatMul', [pooled, head], { as: 'logits' });
  return { graph: builder.finish('residual', [{ name: 'logits', dtype: 'float32', shape: [photos, classes] }]), parameters };
}

const { graph, parameters } = residualNetwork(batch);
const step = (form: Graph): Uint8Array => writeOnnx(differentiate(withCrossEntropy(form, 'logits'), { loss: 'loss', parameters }));
const x = normal([batch, 3, side, side], 1);
const targets = tensor('float32', [batch, classes], new Float32Array(batch * classes));
for (let row = 0; row < batch; row++) targets.data[row * classes + (row % classes)] = 1;
const weights = Object.fromEntries(parameters.map((name) => [name, graph.constants.get(name) as Tensor]));

const working: Device[] = ['cpu'];
const notes: string[] = [];
for (const device of devices.slice(1)) {
  await chooseDevice(device).then(
    () => working.push(device),
    (error: Error) => notes.push(error.message),
  );
}

interface Measured {
  readonly forward: number;
  readonly step: number;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

async function time(
  device: Device,
  network: Uint8Array,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<{ ms: number; outputs: Measured['outputs'] }> {
  await using session = await Session.open(network, { device });
  let outputs = await session.run(inputs);
  const times: number[] = [];
  for (let i = 0; i < (quick ? 1 : device === 'cpu' ? 3 : 10); i++) {
    const started = performance.now();
    outputs = await session.run(inputs);
    times.push(performance.now() - started);
  }
  return { ms: median(times), outputs };
}

const measured = new Map<Device, Measured>();
for (const device of working) {
  const forward = await time(device, writeOnnx(graph), { x });
  const whole = await time(device, step(device === 'cpu' ? graph : maxPoolAsMaxima(graph)), { x, targets, ...weights });
  measured.set(device, { forward: forward.ms, step: whole.ms, outputs: { ...whole.outputs, alone: forward.outputs['logits'] as Tensor } });
}

/** The greatest distance from the CPU's numbers, as a part of the greatest of these, over all outputs: logits, loss, gradients. */
function apart(outputs: Measured['outputs']): number {
  let worst = 0;
  for (const [name, { data }] of Object.entries(measured.get('cpu')?.outputs ?? {})) {
    let [most, distance] = [1e-12, 0];
    for (let i = 0; i < data.length; i++) {
      most = Math.max(most, Math.abs(Number(data[i])));
      distance = Math.max(distance, Math.abs(Number(data[i]) - Number(outputs[name]?.data[i])));
    }
    worst = Math.max(worst, distance / most);
  }
  return worst;
}

/** Multiplications of a photo: what each convolution's output takes. */
function multiplicationsOf(network: Graph): number {
  const shapes = inferShapes(network);
  return network.nodes
    .filter(({ operator }) => operator === 'Conv')
    .reduce((sum, { inputs, outputs }) => {
      const [, perInput = 0, height = 0, width = 0] = network.constants.get(inputs[1] ?? '')?.shape ?? [];
      const [, ...out] = (shapes.get(outputs[0] ?? '') ?? []).map(Number);
      return sum + perInput * height * width * out.reduce((all, size) => all * size, 1);
    }, 0);
}

type Numbers = 'float32' | 'float16';
const inNumbers = (form: Graph, numbers: Numbers): Uint8Array => writeOnnx(numbers === 'float16' ? inHalfPrecision(form) : form);

/** The fastest that a device multiplies here: two square matrices, in billions of multiplications a second. */
async function peakOf(device: Device, numbers: Numbers): Promise<number> {
  const size = quick ? 256 : device === 'cpu' ? 2048 : 8192;
  const builder = new GraphBuilder();
  builder.input({ name: 'a', dtype: 'float32', shape: [size, size] });
  // Of the product one row is fetched: its way back is no part of the multiplication.
  const product = builder.add('MatMul', ['a', builder.constant('b', normal([size, size], 1))]);
  builder.add('ReduceMax', [product], { as: 'most', attributes: { axes: ints([0]), keepdims: int(0) } });
  const network = builder.finish('peak', [{ name: 'most', dtype: 'float32', shape: [size] }]);
  const { ms } = await time(device, inNumbers(network, numbers), { a: normal([size, size], 1) });
  return size ** 3 / ms / 1e6;
}

const backbone = await loadBackbone('inception-v3', { precision: 'float32', ...(quick ? { imageSize: 96 } : {}) });
const { width, height } = backbone.description.input;
const cuts = backbone.cut('mixed_6e', 'mixed_7a', 'mixed_7b', 'mixed_7c');
const features = withPooledOutputs(
  await backbone.graph(),
  cuts.map(({ layer, name }) => ({ value: layer, as: name })),
);
const perPhoto = multiplicationsOf(features);
const rates: Row[] = [];
for (const device of working) {
  for (const numbers of device === 'cpu' ? (['float32'] as const) : (['float32', 'float16'] as const)) {
    const peak = await peakOf(device, numbers);
    for (const photos of batches) {
      const pixels = Uint8Array.from({ length: photos * height * width * 3 }, () => random.below(256));
      const { ms } = await time(device, inNumbers(features, numbers), { pixels: tensor('uint8', [photos, height, width, 3], pixels) });
      const done = (perPhoto * photos) / ms / 1e6;
      rates.push({
        ...{ device, numbers, batch: photos, 'images/s': (1000 * photos) / ms },
        ...{ 'G multiplications/s': done, 'peak G/s': peak, 'part of the peak': done / peak },
      });
    }
  }
}
report('device-rates', rates, notes);

const cpu = measured.get('cpu');
const rows = [...measured].map(
  ([device, { forward, step: stepMs, outputs }]): Row => ({
    device,
    'features, ms a batch': forward,
    'images/s': (1000 * batch) / forward,
    'training step, ms': stepMs,
    'features x CPU': (cpu?.forward ?? Number.NaN) / forward,
    'step x CPU': (cpu?.step ?? Number.NaN) / stepMs,
    'apart from the CPU': apart(outputs).toExponential(1),
  }),
);
report('device', rows, notes);
