import './without-telemetry.ts'; // before the next one
import { listSupportedBackends } from 'onnxruntime-node';
import { GraftError, invalidArgument } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { type Graph, ints } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { inHalfPrecision } from '../graph/optimize/half-precision.ts';
import { tensor } from '../tensor/tensor.ts';
import { type Device, devices } from './device.ts';
import { Session } from './session.ts';

/** In this order `auto` tries the accelerators: those with kernels of their vendor's first. */
const preferred = ['cuda', 'coreml', 'dml', 'webgpu'] as const;

/** The device that was found, and why others were not taken. */
export interface ChosenDevice {
  readonly device: Device;
  /** Accelerators that were tried in vain, with ONNX Runtime's reason. */
  readonly refused: readonly { readonly device: Device; readonly reason: string }[];
}

/**
 * Finds the device to run networks on. An accelerator is taken only where a small network that it runs gives the CPU's numbers.
 *
 * @param wanted `auto` takes the first accelerator that works, else the CPU, and tells which were refused.
 * @throws `DEVICE_UNAVAILABLE` where a device was asked for by name and does not work; `INVALID_ARGUMENT` for another name
 */
export async function chooseDevice(wanted: Device | 'auto'): Promise<ChosenDevice> {
  if (wanted !== 'auto' && !devices.includes(wanted)) throw invalidArgument('device', `auto, ${devices.join(', ')}`, wanted);
  if (wanted === 'cpu') return { device: 'cpu', refused: [] };
  const built = new Set(listSupportedBackends().map(({ name }) => name));
  const refused: { device: Device; reason: string }[] = [];
  for (const device of wanted === 'auto' ? preferred : [wanted]) {
    const reason = built.has(device) ? await whyNot(device) : 'this build of ONNX Runtime does not have it';
    if (reason === undefined) return { device, refused };
    if (wanted !== 'auto' || built.has(device)) refused.push({ device, reason });
  }
  if (wanted === 'auto') return { device: 'cpu', refused };
  throw new GraftError('DEVICE_UNAVAILABLE', `The device ${wanted} cannot be used here: ${refused[0]?.reason}.`, { hint: hints[wanted] });
}

/**
 * Sees to it that a device computes in float16.
 *
 * @throws `DEVICE_UNAVAILABLE` where it does not
 */
export async function expectHalves(device: Device): Promise<void> {
  const reason = await whyNot(device, inHalfPrecision);
  if (reason === undefined) return;
  throw new GraftError('DEVICE_UNAVAILABLE', `The device ${device} cannot compute in float16 here: ${reason}.`, {
    hint: 'Leave --precision out: it computes in float32 then.',
  });
}

const otherwise = '`--device cpu` runs everywhere; `--device auto` takes what there is, and says what.';

const hints: Readonly<Record<Device, string>> = {
  cpu: otherwise,
  cuda: `It needs an NVIDIA driver, CUDA, cuDNN, and ONNX Runtime's CUDA libraries, which onnxruntime-node fetches when it is installed with --onnxruntime-node-install=cuda12. ${otherwise}`,
  webgpu: `It needs a graphics driver with Vulkan, Metal or Direct3D 12. ${otherwise}`,
  coreml: `It is for macOS. ${otherwise}`,
  dml: `It is for Windows. ${otherwise}`,
};

/** What a graph is brought to before it runs on the device. */
type Form = (graph: Graph) => Graph;
const asItIs: Form = (graph) => graph;

/** What ONNX Runtime says against a device; undefined where it works. */
async function whyNot(device: Device, form: Form = asItIs): Promise<string | undefined> {
  try {
    const [expected, found] = [await probe('cpu', asItIs), await probe(device, form)];
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN))));
    return worst < tolerance ? undefined : `it computes something else (off by ${worst.toPrecision(2)})`;
  } catch (error) {
    return firstLine(error instanceof Error ? error.message : String(error));
  }
}

/** Numbers of about 1 in the probe; accelerators may round products to TF32, with 10 bits. */
const tolerance = 0.05;

const [channels, side] = [16, 8] as const;

/** What a convolution gives on a device. */
async function probe(device: Device, form: Form): Promise<Float32Array> {
  const count = channels * channels * 9;
  const weights = Float32Array.from({ length: count }, (_, i) => (((i * 37) % 255) - 127) / 127 / 12); // about 1 / sqrt(channels · 9)
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: [1, channels, side, side] });
  const kernel = builder.constant('weights', tensor('float32', [channels, channels, 3, 3], weights));
  const y = builder.add('Relu', [builder.add('Conv', ['x', kernel], { attributes: { kernel_shape: ints([3, 3]) } })], { as: 'y' });
  const graph = builder.finish('probe', [{ name: y, dtype: 'float32', shape: [1, channels, side - 2, side - 2] }]);
  await using session = await Session.open(writeOnnx(form(graph)), { device });
  const data = Float32Array.from({ length: channels * side * side }, (_, i) => (((i * 53) % 101) - 50) / 50);
  const { y: found } = await session.run({ x: tensor('float32', [1, channels, side, side], data) });
  if (found?.dtype !== 'float32') throw new GraftError('INTERNAL', 'The probe gave no float32 numbers.');
  return found.data;
}

/** Of ONNX Runtime's messages the part that tells a person something. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line
    .replace(/^ONNX Runtime could not (load|run) the network: /, '')
    .replace(/^.*was false\. /, '')
    .replace(/^\S+\.cc:\d+ \w+ /, '')
    .replace(/\.$/, '');
}
