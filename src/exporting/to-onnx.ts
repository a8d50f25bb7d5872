import { invalidArgument } from '../errors.ts';
import { anySizeOpset, withAnySize } from '../export/any-size.ts';
import type { Exportable } from '../export/exportable.ts';
import { withHearing } from '../export/with-hearing.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { OPSET } from '../graph/graph.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { windowSamples } from '../sounds/sound-settings.ts';
import { inPrecision } from './in-precision.ts';
import type { MadeExport, MakeEvent, MakeOptions } from './make-export.ts';

/** One ONNX file: pictures' pixels or a window of sound in, probabilities out, labels and preprocessing in its metadata. */
export async function* makeOnnx(source: Exportable, options: MakeOptions): AsyncGenerator<MakeEvent, MadeExport, void> {
  const { manifest } = source;
  const { batch = 'free', size = 'fixed' } = options;
  const { opset = size === 'free' ? anySizeOpset : OPSET } = options;
  if (size === 'free' && opset < anySizeOpset) throw invalidArgument('opset', `at least ${anySizeOpset} where the size is free`, opset);
  if (batch !== 'free' && (!Number.isInteger(batch) || batch < 1))
    throw invalidArgument('batch', 'a whole number of at least 1, or free', batch);
  const { graph, exact } = yield* inPrecision(source, options);
  const preprocessing = parsePreprocessing(manifest.preprocessing, 'graft.json');
  const whole = size === 'free' ? withAnySize(graph, preprocessing) : withHearing(graph, preprocessing);
  const bytes = writeOnnx(batch === 'free' ? whole : withBatch(whole, batch), opset);
  return {
    files: { [`${options.name}.onnx`]: bytes },
    readBack: bytes,
    batch: batch === 'free' ? undefined : batch,
    anySize: size === 'free',
    // A free size scales otherwise than libvips does; several sounds at a time are added up in another order, and a level rounds otherwise.
    exact: exact && size === 'fixed' && (preprocessing.sound === undefined || batch === 'free' || batch === 1),
    notes: notesOf(source, options),
  };
}

/** The same network for a fixed number of pictures. */
function withBatch(graph: Graph, batch: number): Graph {
  const fix = (info: ValueInfo): ValueInfo => ({ ...info, shape: info.shape.map((size) => (size === 'batch' ? batch : size)) });
  return { ...graph, inputs: graph.inputs.map(fix), outputs: graph.outputs.map(fix) };
}

function notesOf({ manifest }: Exportable, { size = 'fixed' }: MakeOptions): readonly string[] {
  const { width, height, fit, sound } = parsePreprocessing(manifest.preprocessing, 'graft.json');
  if (sound !== undefined) {
    return [
      `It takes waveform, float32 [batch, ${windowSamples(sound)}]: windows of ${sound.windowSeconds} s at ${sound.sampleRate} hertz, one channel, -1 to 1.`,
      'What is said of several windows of a sound is to be averaged by whoever runs it.',
    ];
  }
  const pixels =
    size === 'free'
      ? 'It takes upright sRGB pixels of any size: uint8 [batch, height, width, 3].'
      : `It takes upright sRGB pixels, ${{ stretch: 'stretched', crop: 'cropped', pad: 'padded' }[fit]} to ${width} x ${height} with antialiasing: uint8 [batch, ${height}, ${width}, 3]. With --size free it does that itself.`;
  return [pixels];
}
