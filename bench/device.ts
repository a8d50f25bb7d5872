/**
 * The same code on an accelerator: a residual network (ResNet-18's shape, random weights) computes features of a batch, and takes
 * training steps, on the CPU and on each accelerator that works here; times in turn, and how far the numbers lie apart.
 *
 * Usage: npx tsx bench/device.ts [--quick]
 */
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { differentiate } from '../src/graph/differentiate/differentiate.ts';
import { withCrossEntropy } from '../src/graph/differentiate/with-cross-entropy.ts';
import { type Graph, int, ints } from '../src/graph/graph.ts';
import { GraphBuilder } from '../src/graph/graph-builder.ts';
import { maxPoolAsMaxima } from '../src/graph/optimize/max-pool-as-maxima.ts';
import { chooseDevice } from '../src/runtime/choose-device.ts';
import { type Device, devices } from '../src/runtime/device.ts';
import { Session } from '../src/runtime/session.ts';
import { median } from '../src/tensor/median.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { elementCount, type Tensor, tensor } from '../src/tensor/tensor.ts';
import { quick, type Row, report } from './report.ts';

const side = quick ? 32 : 224;
const batch = quick ? 2 : 32;
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
function residualNetwork(): { readonly graph: Graph; readonly parameters: readonly string[] } {
  const builder = new GraphBuilder();
  const parameters: string[] = [];
  const conv = (input: string, name: string, [to, from, size, stride]: readonly [number, number, number, number], gain = 1): string => {
    const weights = builder.constant(`${name}:weights`, normal([to, from, size, size], gain * Math.sqrt(2 / (from * size * size))));
    parameters.push(weights);
    const pad = Math.floor(size / 2);
    const attributes = { kernel_shape: ints([size, size]), strides: ints([stride, stride]), pads: ints([pad, pad, pad, pad]) };
    return builder.add('Conv', [input, weights], { as: name, attributes });
  };
  builder.input({ name: 'x', dtype: 'float32', shape: [batch, 3, side, side] });
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
  return { graph: builder.finish('residual', [{ name: 'logits', dtype: 'float32', shape: [batch, classes] }]), parameters };
}

const { graph, parameters } = residualNetwork();
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
