import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backbone, decodeImage, definePreprocessing, type ExportOptions, loadModel, type Model, train } from 'graft-ml';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Session } from '../src/runtime/session.ts';
import { type Tensor, tensor } from '../src/tensor/tensor.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { inceptionV3 } from './inception-v3.ts';
import { pythonWith } from './python.ts';
import { largestDifference } from './run-graph.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const long = 120_000;

let folder: TemporaryFolder;
let backbone: Backbone | undefined;
let model: Model;
let photo: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await inceptionV3();
  if (backbone === undefined) return;
  const data = join(folder.path, 'photos');
  const [first = ''] = await makeDataset(data, { classes: { dots: 6, stripes: 6, waves: 6 }, format: 'png' });
  photo = first;
  // The precision is fixed, so that the same is tested on every machine.
  ({ model } = await train({ data, precision: 'int8', validation: 0 }));
}, long);
afterAll(async () => {
  await model?.close();
  await folder[Symbol.asyncDispose]();
});

async function exported(name: string, options: Partial<ExportOptions> = {}): Promise<string> {
  const out = join(folder.path, name);
  await model.export({ to: 'onnx', out, photos: [photo], ...options });
  return out;
}

/** What the model says of the photo, in the order of the classes. */
async function predicted(): Promise<number[]> {
  const [predictions = []] = await model.predict([photo]);
  return predictions.toSorted((a, b) => a.index - b.index).map(({ probability }) => probability);
}

/** The photo's pixels, [1, side, side, 3]; its own size without a side. */
async function pixelsOf(side?: number): Promise<Tensor> {
  if (side !== undefined)
    return tensor('uint8', [1, side, side, 3], await decodeImage(photo, definePreprocessing({ width: side, height: side })));
  const { data, info } = await sharp(photo).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return tensor('uint8', [1, info.height, info.width, 3], new Uint8Array(data));
}

async function probabilitiesOf(file: string, pixels: Tensor): Promise<ArrayLike<number>> {
  await using session = await Session.open(file);
  const { probabilities } = await session.run({ pixels });
  return probabilities?.dtype === 'float32' ? probabilities.data : [];
}

describe('a model as an ONNX file', { timeout: long }, () => {
  test.beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });

  test('predicts what the model predicts, in ONNX Runtime for Node and for browsers', async () => {
    const file = await exported('plain.onnx');
    const [expected, pixels] = [await predicted(), await pixelsOf(299)];
    expect(largestDifference(await probabilitiesOf(file, pixels), expected)).toBeLessThan(1e-6);

    ort.env.wasm.numThreads = 1;
    const inBrowsers = await ort.InferenceSession.create(await readFile(file), { executionProviders: ['wasm'] });
    const { probabilities } = await inBrowsers.run({ pixels: new ort.Tensor('uint8', pixels.data as Uint8Array, pixels.shape) }); // uint8, made so above
    await inBrowsers.release();
    // Its 8-bit kernels add in another order; a step of a late activation may fall the other way.
    expect(largestDifference(probabilities?.data as Float32Array, expected)).toBeLessThan(0.02);
  });

  test('holds its labels and its preprocessing', async () => {
    const bytes = await readFile(await exported('labelled.onnx'), 'latin1');
    expect(bytes).toContain('["dots","stripes","waves"]');
    expect(bytes).toContain('bilinear-antialiased');
  });

  test('in the other precision', async () => {
    const file = await exported('float.onnx', { precision: 'float32' });
    const found = await probabilitiesOf(file, await pixelsOf(299));
    expect(largestDifference(found, await predicted())).toBeLessThan(0.1);
    expect((await readFile(file)).length).toBeGreaterThan(80e6); // 22 million weights of 4 bytes
  });

  test('for pictures of any size, one at a time', async () => {
    const file = await exported('free.onnx', { size: 'free', batch: 1 });
    const found = await probabilitiesOf(file, await pixelsOf());
    expect(largestDifference(found, await predicted())).toBeLessThan(0.1);
  });

  test.for([13, 17])('is accepted by the ONNX checker, operator set %i', async (opset, { skip }) => {
    const python = pythonWith('onnx');
    if ('missing' in python) return skip(python.missing);
    const file = await exported(`checked-${opset}.onnx`, opset === 13 ? { opset, precision: 'float32', batch: 4 } : { opset });
    const check =
      'import onnx, sys; model = onnx.load(sys.argv[1]); onnx.checker.check_model(model, full_check=True); print(model.opset_import[0].version)';
    expect(python.run(check, file).trim()).toBe(String(opset));
  });

  test('never takes the place of a file of the user’s', async () => {
    const out = join(folder.path, 'mine.onnx');
    await writeFile(out, 'mine');
    await expect(model.export({ to: 'onnx', out })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', hint: expect.any(String) });
    expect(await readFile(out, 'utf8')).toBe('mine');
    await mkdir(join(folder.path, 'a-folder'));
    await expect(exported('a-folder', { replace: true })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await exported('mine.onnx', { replace: true });
    expect((await readFile(out)).length).toBeGreaterThan(20e6);
  });

  test.each([
    ['to', { to: 'gguf' as 'onnx' }],
    ['opset', { opset: 9 }],
    ['opset', { size: 'free', opset: 17 } as const],
    ['batch', { batch: 0 }],
    ['photos', { photos: [] }],
  ])('a wrong %s is refused, and nothing written', async (name, options) => {
    await expect(exported('refused.onnx', options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(name),
    });
    expect(existsSync(join(folder.path, 'refused.onnx'))).toBe(false);
  });
});

describe('a model for smaller pictures', { timeout: long }, () => {
  test.beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });

  test('reads them in training, in prediction, and as a file', async () => {
    const data = join(folder.path, 'photos');
    const training = await train({
      data,
      precision: 'int8',
      imageSize: 96,
      cut: 'mixed_6e',
      validation: 0,
    });
    await training.model.save(join(folder.path, 'small.graft'));
    await training.model.close();
    await using small = await loadModel(join(folder.path, 'small.graft'));
    expect(small.manifest.preprocessing).toMatchObject({ width: 96, height: 96 });
    const [[best] = []] = await small.predict([photo]);
    expect(best?.label).toBe('dots');
    const out = join(folder.path, 'small.onnx');
    await small.export({ to: 'onnx', out, precision: 'float32', photos: [photo] });
    const found = Array.from(await probabilitiesOf(out, await pixelsOf(96)));
    expect(found.indexOf(Math.max(...found))).toBe(best?.index);
  });
});
