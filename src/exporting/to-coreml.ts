import { GraftError } from '../errors.ts';
import { coreMlClassifier } from '../export/coreml-classifier.ts';
import type { Exportable } from '../export/exportable.ts';
import { layersToGraph } from '../formats/coreml/layers-to-graph.ts';
import { readCoreMl } from '../formats/coreml/read.ts';
import { writeCoreMl } from '../formats/coreml/write.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { MadeExport, MakeEvent, MakeOptions } from './make-export.ts';

/** One Core ML file (`.mlmodel`): a classifier of pictures for Xcode and Vision, with 16-bit weights. */
// biome-ignore lint/correctness/useYield: a maker may have events to tell, and this one has none
export async function* makeCoreMl(source: Exportable, options: MakeOptions): AsyncGenerator<MakeEvent, MadeExport, void> {
  expectFits(options);
  options.signal?.throwIfAborted();
  const bytes = writeCoreMl(coreMlClassifier(source));
  const readBack = writeOnnx(layersToGraph(readCoreMl(bytes)));
  return { files: { [`${options.name}.mlmodel`]: bytes }, readBack, exact: false, notes: notesOf(source.manifest) };
}

function expectFits({ precision }: MakeOptions): void {
  if (precision === undefined) return;
  throw new GraftError('MODEL_INCAPABLE', `A Core ML file has 16-bit floats for weights. Received the precision ${precision}.`, {
    hint: 'Leave out --precision, or export with --to onnx.',
  });
}

/** How Vision is asked to bring a picture to the network's square, in the words of `VNImageCropAndScaleOption`. */
const visionOptions = { stretch: 'scaleFill', crop: 'centerCrop', pad: 'scaleFit' } as const;

function notesOf({ preprocessing, rejection, metrics }: Manifest): readonly string[] {
  const { width, height, fit } = parsePreprocessing(preprocessing, 'graft.json');
  const notes = [
    'Its structure and arithmetic were checked here; it has not been run on an Apple device.',
    `It takes a ${width} x ${height} picture. With Vision: request.imageCropAndScaleOption = .${visionOptions[fit]}, as the model was trained.`,
  ];
  if (metrics.labelSets !== undefined) {
    notes.push(
      `Each class has a probability of its own: one is there from ${metrics.labelSets.threshold} on. classLabel names the likeliest alone.`,
    );
  }
  if (rejection !== undefined) notes.push('It always names one of its classes: what tells photos of other things is left out.');
  return notes;
}
