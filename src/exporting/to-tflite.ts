import { readFile } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import type { Exportable } from '../export/exportable.ts';
import { headLayers } from '../export/head-layers.ts';
import { labelFile } from '../export/label-file.ts';
import { tfliteClassifier } from '../export/tflite-classifier.ts';
import { tfliteMetadata } from '../export/tflite-metadata.ts';
import { tfliteWithHearing } from '../export/tflite-with-hearing.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { appendStoredZip } from '../formats/stored-zip.ts';
import { metadataName, writeClassifierMetadata } from '../formats/tflite/classifier-metadata.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite, type TfliteNetwork } from '../formats/tflite/read.ts';
import { writeTflite } from '../formats/tflite/write.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { type SoundSettings, windowSamples } from '../sounds/sound-settings.ts';
import type { MadeExport, MakeEvent, MakeOptions } from './make-export.ts';
import { fetchSourceFile } from './source-file.ts';

/** What the packed label file is called. */
const labelFileName = 'labels.txt';

/** One TensorFlow Lite file with metadata and labels in it, as MediaPipe Tasks and Android's tools take it. */
export async function* makeTflite(source: Exportable, options: MakeOptions): AsyncGenerator<MakeEvent, MadeExport, void> {
  const { manifest } = source;
  expectFits(manifest, options);
  const labels = new TextEncoder().encode(labelFile(manifest.classes));
  const layers = headLayers(source);
  const { width, height, sound } = parsePreprocessing(manifest.preprocessing, 'graft.json');
  const published = readTflite(await readFile(yield* fetchSourceFile(manifest, options), { signal: options.signal }));
  expectBytes(published, manifest);
  const seeing = tfliteClassifier(published, { cuts: manifest.cuts, layers, width, height });
  const network = sound === undefined ? seeing : tfliteWithHearing(seeing, sound);
  const description = tfliteMetadata(manifest, network, { name: options.name, labelFile: labelFileName });
  const metadata = new Map([[metadataName, writeClassifierMetadata(description)]]);
  const bytes = appendStoredZip(writeTflite({ ...network, description: description.description, metadata }), [
    { name: labelFileName, content: labels },
  ]);
  return {
    files: { [`${options.name}.tflite`]: bytes },
    readBack: readBack(bytes, sound === undefined ? 'pixels' : 'waveform'),
    exact: false,
    notes: notesOf(manifest),
  };
}

/** How sources of the format are called. */
const tfliteFile = /\.(tf)?lite$/i;

function expectFits({ backbone, fineTuned }: Manifest, { precision }: MakeOptions): void {
  if (fineTuned !== undefined) {
    throw new GraftError(
      'MODEL_INCAPABLE',
      `A TensorFlow Lite file has the backbone as it was published. This one was trained from ${fineTuned.from} on.`,
      {
        hint: 'Export with --to onnx, web or coreml, or train without --train-from.',
      },
    );
  }
  if (!tfliteFile.test(backbone.source)) {
    throw new GraftError(
      'MODEL_INCAPABLE',
      `A TensorFlow Lite file is made from one. The network ${backbone.name} was read from another form: ${backbone.source}.`,
      { hint: 'Export with --to onnx or web, or train on a .tflite file of the network.' },
    );
  }
  if (precision !== 'float32') return;
  throw new GraftError('MODEL_INCAPABLE', `A TensorFlow Lite file of ${backbone.name} computes as the network was published: in 8 bit.`, {
    hint: 'Leave out --precision, or export with --to onnx --precision float32.',
  });
}

/** What Graft writes takes bytes: a picture of real numbers has a range, which each program that reads it would have to be told. */
function expectBytes({ tensors, inputs }: TfliteNetwork, { backbone }: Manifest): void {
  if (inputs.every((index) => tensors[index]?.type !== 'float32')) return;
  throw new GraftError(
    'MODEL_INCAPABLE',
    `A TensorFlow Lite file takes pixels from 0 to 255 here. The network ${backbone.name} reads real numbers: ${backbone.source}.`,
    { hint: 'Export with --to onnx, web or coreml, or train on the 8-bit form of the network.' },
  );
}

/** What the file computes, read from its bytes, as an ONNX network. */
function readBack(bytes: Uint8Array, input: 'pixels' | 'waveform'): Uint8Array {
  const graph = convertTflite(readTflite(bytes), 'read back', 'int8', input);
  const [output] = graph.outputs;
  const builder = GraphBuilder.from(graph);
  builder.add('Identity', [output?.name ?? ''], { as: 'probabilities' });
  return writeOnnx(builder.finish(graph.name, [{ name: 'probabilities', dtype: 'float32', shape: output?.shape ?? [] }]));
}

function notesOf(manifest: Manifest): readonly string[] {
  const { width, height, fit, sound } = parsePreprocessing(manifest.preprocessing, 'graft.json');
  const notes =
    sound === undefined
      ? [
          `It takes ${width} x ${height} pixels, uint8 RGB, and holds its labels. MediaPipe's ImageClassifier stretches a picture to that size by itself.`,
        ]
      : soundNotes(sound, manifest);
  if (sound === undefined && fit !== 'stretch') {
    const done = { crop: 'cropped to a square', pad: 'padded to a square' }[fit];
    notes.push(`The model was trained on pictures ${done}: do that before, or its answers will be others.`);
  }
  if (manifest.rejection !== undefined) {
    const others = sound === undefined ? 'photos of other things' : 'other sounds';
    notes.push(`It always names one of its classes: the form has no place for what tells ${others}.`);
  }
  return notes;
}

/** What an app has to do itself: everything but the spectrogram. */
function soundNotes(sound: SoundSettings, { head }: Manifest): string[] {
  const notes = [
    `It takes waveform, float32 [1, ${windowSamples(sound)}]: a window of ${sound.windowSeconds} s at ${sound.sampleRate} hertz, one channel, -1 to 1. The spectrogram, the normalization of loudness and the labels are inside. MediaPipe's AudioClassifier resamples a recording and cuts it end to end by itself.`,
    `Of a longer sound, leave out windows ${sound.silence} decibels quieter than the loudest, and a last one that is mostly zeros, and average the logarithms of what is said of the others.`,
  ];
  if (sound.version === 1)
    notes.push('A shorter sound belongs in the middle of a window of zeros. Trained again, the model puts it there itself.');
  if (head.kind === 'mlp')
    notes.push('Graft averages what this head reads, rather than what it says: of several windows the answers differ a little.');
  return notes;
}
