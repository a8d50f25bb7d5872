import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, type ExportOptions, type Model, type TrainOptions, train, trainMultiLabel } from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import { decodeCoreMl, inner, list, type Message, text } from './coreml-reader.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { tinyOnnx } from './fixtures/tiny-onnx.ts';
import { runCoreMl } from './run-coreml.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let photos: string[];
const at = (...parts: string[]): string => join(folder.path, ...parts);
const how = () => ({ backbone: at('tiny.tflite'), cacheFolder: at('cache'), validation: 0 });

beforeAll(async () => {
  folder = await temporaryFolder();
  await tinyBackbone(at('tiny.tflite'), at('cache'));
  photos = await makeDataset(at('photos'), { classes: { dots: 10, stripes: 10, waves: 10 }, size: 32 });
});
afterAll(() => folder[Symbol.asyncDispose]());

const trained = async (options: Partial<TrainOptions>): Promise<Model> => (await train({ data: at('photos'), ...how(), ...options })).model;

async function exported(model: Model, name: string, options: Partial<ExportOptions> = {}): Promise<Uint8Array> {
  await model.export({ to: 'coreml', out: at(name), photos: photos.slice(0, 6), ...options });
  return readFile(at(name));
}

/** The largest difference of a probability between the model and its file, which a plain interpreter runs. */
async function strays(model: Model, file: Uint8Array): Promise<number> {
  const preprocessing = parsePreprocessing(model.manifest.preprocessing, 'a test');
  let largest = 0;
  for (const photo of photos.filter((_, index) => index % 5 === 0)) {
    const found = runCoreMl(file, await decodeImage(photo, preprocessing));
    const [predictions = []] = await model.predict([photo]);
    expect(Object.keys(found)).toEqual(model.classes);
    for (const { label, probability } of predictions) largest = Math.max(largest, Math.abs(probability - (found[label] ?? Number.NaN)));
  }
  return largest;
}

describe('a model as a Core ML file', () => {
  test.each([
    ['softmax', 'float32', 0.002], // 16 bits of a weight are one part in 2,000
    ['mlp', 'float32', 0.002],
    ['softmax', 'int8', 0.05], // and activations no longer rounded to 8 bits
  ] as const)('with the head %s, trained in %s, predicts what the model predicts', async (head, precision, most) => {
    await using model = await trained({ head, precision });
    expect(await strays(model, await exported(model, `${head}-${precision}.mlmodel`))).toBeLessThan(most);
  });

  test('of a network whose activations meet the ends of their 8 bits, keeps those ends', async () => {
    await tinyBackbone(at('narrow.tflite'), at('cache'), { step: 0.001 });
    await using model = await trained({ backbone: at('narrow.tflite'), precision: 'int8' });
    expect(await strays(model, await exported(model, 'narrow.mlmodel'))).toBeLessThan(0.05);
  });

  test('of an ONNX file of one’s own, each colour scaled by its own mean and deviation', async () => {
    await writeFile(at('own.onnx'), tinyOnnx());
    await using model = await trained({ backbone: at('own.onnx'), range: 'imagenet' });
    expect(await strays(model, await exported(model, 'own.mlmodel'))).toBeLessThan(0.005);
  });

  test('of several labels a photo: a probability for each, and the threshold beside them', async () => {
    const rows = photos.map((photo, index) => `${photo},${index % 3 === 0 ? 'flat|bright' : index % 2 === 0 ? 'flat' : 'bright'}\n`);
    await writeFile(at('labels.csv'), `file,label\n${rows.join('')}`);
    const { model } = await trainMultiLabel({ data: at('labels.csv'), ...how(), precision: 'float32' });
    const file = await exported(model, 'several.mlmodel');
    expect(await strays(model, file)).toBeLessThan(0.002);
    const metadata = inner(inner(decodeCoreMl(file), 'description'), 'metadata');
    const threshold = list<Message>(metadata, 'userDefined').find((entry) => text(entry, 'key') === 'graft.threshold');
    expect(Number(text(threshold, 'value'))).toBe(model.manifest.metrics.labelSets?.threshold);
    await model.close();
  });

  test('tells how Vision must scale a picture, and that no device has run it', async () => {
    await using model = await trained({ precision: 'float32', fit: 'pad' });
    const { notes, files } = await model.export({ to: 'coreml', out: at('padded.mlmodel') });
    expect(files).toHaveLength(1);
    for (const told of ['scaleFit', 'not been run on an Apple device']) expect(notes.join(' ')).toContain(told);
  });

  test('is refused for what it cannot hold', async () => {
    await using neighbours = await trained({ head: 'knn', precision: 'float32' });
    await expect(exported(neighbours, 'knn.mlmodel')).rejects.toMatchObject({ code: 'MODEL_INCAPABLE', hint: expect.any(String) });
    await using model = await trained({ precision: 'float32' });
    await expect(exported(model, 'int8.mlmodel', { precision: 'int8' })).rejects.toMatchObject({ code: 'MODEL_INCAPABLE' });
  });
});
