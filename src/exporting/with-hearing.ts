import { GraftError } from '../errors.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { chain } from '../graph/chain.ts';
import { OPSET } from '../graph/graph.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { windowSamples } from '../sounds/sound-settings.ts';
import { spectrogramGraph } from '../sounds/spectrogram-graph.ts';
import type { ExportTarget, MadeExport, MakeOptions } from './make-export.ts';

/** Refuses forms that cannot hold the spectrogram. @throws `MODEL_INCAPABLE` */
export function expectHearable({
  to,
  opset = OPSET,
  size = 'fixed',
  batch = 'free',
}: Pick<MakeOptions, 'opset' | 'size' | 'batch'> & { readonly to: ExportTarget }): void {
  if (to === 'onnx' && opset === OPSET && size === 'fixed' && batch === 'free') return;
  throw new GraftError(
    'MODEL_INCAPABLE',
    `A model of sounds is exported as ONNX of operator set ${OPSET} with a free batch, and in no other form yet.`,
    {
      hint: 'graft export recordings.graft --to onnx',
    },
  );
}

/**
 * Puts the spectrogram before an exported ONNX network: it takes `waveform`, float32 [batch, samples of a window], rather than pixels.
 *
 * @param made Of pictures, and compared with the model as such.
 */
export function withHearing(made: MadeExport, { sound, width, height }: Preprocessing): MadeExport {
  if (sound === undefined) return made;
  const spectrogram = spectrogramGraph(sound, { width, height });
  const files = Object.entries(made.files).map(([name, content]) => {
    if (typeof content === 'string') return [name, content] as const;
    return [name, writeOnnx(chain(spectrogram, readOnnx(content)))] as const;
  });
  const input = `It takes waveform, float32 [batch, ${windowSamples(sound)}]: windows of ${sound.windowSeconds} s at ${sound.sampleRate} hertz, one channel, -1 to 1.`;
  return {
    ...made,
    files: Object.fromEntries(files),
    notes: [...made.notes, input, 'What is said of several windows of a sound is to be averaged by whoever runs it.'],
  };
}
