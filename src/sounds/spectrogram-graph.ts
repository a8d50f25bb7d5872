import type { Graph } from '../graph/graph.ts';
import { int, ints } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { matrix } from '../tensor/matrix.ts';
import { tensor } from '../tensor/tensor.ts';
import { addCentring } from './centre-sound.ts';
import { fourierKernels } from './fourier-kernels.ts';
import { magmaPalette } from './magma.ts';
import { melFilters } from './mel-filters.ts';
import { framesOf, type SoundSettings, windowSamples } from './sound-settings.ts';
import { stretchingMatrix } from './stretching-matrix.ts';

/** The size of the picture, in pixels. */
interface Frame {
  readonly width: number;
  readonly height: number;
}

/** A window whose loudest tone is below this is shown as if that were it, rather than its noise in full: 16-bit sound has no less. */
const quietestDecibels = -90;

/** Power below this is no sound at all; it keeps the logarithm finite. */
const leastPower = 1e-10;

/**
 * Windows of sound into pictures, as a graph: the one implementation, for Node, browsers, phones and exports.
 *
 * Made of the plainest operators: the Fourier transform is a convolution ({@link fourierKernels}), the mel bands and the stretching are matrix
 * products. Loudness is normalized by it: levels are decibels below the loudest cell of the window. So is where in the window a shorter
 * sound lies: {@link addCentring}.
 *
 * Input `waveform`, float32 [batch, samples of a window], -1 to 1; output `pixels`, uint8 [batch, height, width, 3]. The value `levels`, float32
 * [batch, melBands, frames], 0 to 1, is the spectrogram before it is stretched, of the longest transform.
 */
export function spectrogramGraph(settings: SoundSettings, { width, height }: Frame): Graph {
  const builder = new GraphBuilder();
  const { melBands, colours } = settings;
  const frames = framesOf(settings);
  const samples = windowSamples(settings);
  const scalar = (name: string, value: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(value)));
  builder.input({ name: 'waveform', dtype: 'float32', shape: ['batch', samples] });
  const heard = settings.version === 1 ? 'waveform' : addCentring(builder, 'waveform', samples);
  const wave = builder.add('Unsqueeze', [heard, builder.constant('channel', tensor('int64', [1], BigInt64Array.of(1n)))]);

  const constants: Levels = {
    leastPower: scalar('leastPower', leastPower),
    toDecibels: scalar('toDecibels', 10 / Math.LN10),
    // A full-scale tone has the power (fftSize / 4)² under a Hann window.
    quietest: scalar('quietest', 20 * Math.log10(settings.fftSize / 4) + quietestDecibels),
    range: scalar('range', settings.decibels),
    zero: scalar('zero', 0),
    one: scalar('one', 1),
  };
  const lengths = colours === 'magma' ? [settings.fftSize] : [settings.fftSize / 4, settings.fftSize / 2, settings.fftSize];
  const rows = stretchingMatrix(melBands, height);
  const upsideDown = matrix(height, melBands);
  for (let row = 0; row < height; row++)
    upsideDown.data.set(rows.data.subarray((height - 1 - row) * melBands, (height - row) * melBands), row * melBands);
  builder.constant('stretchTones', tensor('float32', [height, melBands], upsideDown.data));
  builder.constant('stretchTime', tensor('float32', [frames, width], transposed(stretchingMatrix(frames, width).data, width, frames)));
  builder.constant('white', tensor('float32', [], Float32Array.of(255)));

  const channels = lengths.map((length) => {
    const levels = addLevels(builder, wave, settings, length, constants);
    const tall = builder.add('MatMul', ['stretchTones', levels]);
    return builder.add('Round', [builder.add('Mul', [builder.add('MatMul', [tall, 'stretchTime']), 'white'])]);
  });
  addColours(builder, channels);
  return builder.finish('spectrogram', [{ name: 'pixels', dtype: 'uint8', shape: ['batch', height, width, 3] }]);
}

/** Names of constants. */
interface Levels {
  readonly leastPower: string;
  readonly toDecibels: string;
  readonly quietest: string;
  readonly range: string;
  readonly zero: string;
  readonly one: string;
}

/** The spectrogram of one length of transform, 0 to 1. @returns the value's name */
function addLevels(builder: GraphBuilder, wave: string, settings: SoundSettings, length: number, constants: Levels): string {
  const { fftSize, melBands, hop } = settings;
  const whole = length === fftSize;
  const named = (name: string): string => (whole ? name : `${name}_${length}`);
  const filters = melFilters(settings);
  const used = usedBins(filters.data, filters.columns);
  const bins = used[1] - used[0];
  const kernels = builder.constant(named('fourier'), tensor('float32', [2 * bins, 1, length], fourierKernels(fftSize, length, used)));
  // Each band sums the squares of cosines and sines alike. A shorter window lets less through; its power is brought to the longest one's.
  const mel = new Float32Array(melBands * 2 * bins);
  for (let band = 0; band < melBands; band++) {
    for (let bin = 0; bin < bins; bin++) {
      const weight = (filters.data[band * filters.columns + used[0] + bin] ?? 0) * (fftSize / length) ** 2;
      mel[band * 2 * bins + bin] = weight;
      mel[band * 2 * bins + bins + bin] = weight;
    }
  }
  const bands = builder.constant(named('mel'), tensor('float32', [melBands, 2 * bins], mel));
  const sums = builder.add('Conv', [wave, kernels], {
    attributes: { kernel_shape: ints([length]), strides: ints([hop]), pads: ints([length / 2, length / 2]) },
  });
  const power = builder.add('MatMul', [bands, builder.add('Mul', [sums, sums])]);
  const decibels = builder.add('Mul', [builder.add('Log', [builder.add('Max', [power, constants.leastPower])]), constants.toDecibels]);
  const loudest = builder.add('ReduceMax', [decibels], { attributes: { axes: ints([1, 2]), keepdims: int(1) } });
  const below = builder.add('Sub', [decibels, builder.add('Max', [loudest, constants.quietest])]);
  const level = builder.add('Add', [builder.add('Div', [below, constants.range]), constants.one]);
  return builder.add('Max', [level, constants.zero], { as: named('levels') });
}

/** The bins that any band counts: from the first to before the last. */
function usedBins(filters: Float32Array, bins: number): readonly [number, number] {
  let [from, to] = [bins, 0];
  for (const [at, weight] of filters.entries()) {
    if (weight === 0) continue;
    from = Math.min(from, at % bins);
    to = Math.max(to, (at % bins) + 1);
  }
  return [from, to];
}

/** One channel through the palette, or three side by side. */
function addColours(builder: GraphBuilder, channels: readonly string[]): void {
  const [only] = channels;
  if (only !== undefined && channels.length === 1) {
    const palette = builder.constant('magma', tensor('uint8', [256, 3], magmaPalette()));
    const index = builder.add('Cast', [only], { attributes: { to: int(onnxInt32) } });
    builder.add('Gather', [palette, index], { as: 'pixels', attributes: { axis: int(0) } });
    return;
  }
  const last = builder.constant('last', tensor('int64', [1], BigInt64Array.of(3n)));
  const apart = channels.map((channel) => builder.add('Unsqueeze', [channel, last]));
  const together = builder.add('Concat', apart, { attributes: { axis: int(3) } });
  builder.add('Cast', [together], { as: 'pixels', attributes: { to: int(onnxUint8) } });
}

/** ONNX's numbers for element types. */
const onnxUint8 = 2;
const onnxInt32 = 6;

function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)] ?? 0);
}
