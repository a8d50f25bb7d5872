import { int, ints } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';
import { tensor } from '../tensor/tensor.ts';

/** ONNX's number for 32-bit whole numbers. */
const onnxInt32 = 6;

/**
 * Adds what moves each window of a batch so that it begins and ends with equally many zeros, the odd one at the end.
 *
 * A sound shorter than a window lies in the middle of one. Whoever runs a network elsewhere rarely puts it there: MediaPipe fills a window up at
 * its end. Nothing is lost: only zeros, exact ones, go from one end to the other.
 *
 * @param waveform The name of float32 [batch, samples].
 * @param samples Of a window; below 2^24, so that places are whole numbers in 32 bits.
 * @returns The name of the same, moved.
 */
export function addCentring(builder: GraphBuilder, waveform: string, samples: number): string {
  const scalar = (name: string, value: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(value)));
  const [half, most, length] = [scalar('half', 0.5), scalar('most', 1), scalar('samples', samples)];
  const places = builder.constant(
    'places',
    tensor(
      'float32',
      [samples],
      Float32Array.from({ length: samples }, (_, at) => at),
    ),
  );
  // 1 where there is sound, 0 where there is none.
  const heard = builder.add('Min', [builder.add('Ceil', [builder.add('Abs', [waveform])]), most]);
  const heardPlaces = builder.add('Mul', [heard, places]);
  const largest = (value: string): string => builder.add('ReduceMax', [value], { attributes: { axes: ints([1]), keepdims: int(1) } });
  const untilEnd = largest(builder.add('Add', [heardPlaces, heard])); // samples up to the last that is heard
  const fromFirst = largest(builder.add('Sub', [builder.add('Mul', [heard, length]), heardPlaces])); // samples from the first on
  // (zeros at the end - zeros at the beginning) / 2; of silence, nothing.
  const shift = builder.add('Floor', [builder.add('Mul', [builder.add('Sub', [fromFirst, untilEnd]), half])]);
  const from = builder.add('Sub', [places, shift]);
  const turns = builder.add('Floor', [builder.add('Div', [builder.add('Add', [from, half]), length])]); // half a sample from where rounding matters
  const around = builder.add('Sub', [from, builder.add('Mul', [turns, length])]);
  const index = builder.add('Cast', [around], { attributes: { to: int(onnxInt32) } });
  return builder.add('GatherElements', [waveform, index], { as: 'centred', attributes: { axis: int(1) } });
}
