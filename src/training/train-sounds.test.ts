import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTone, makeWav } from '../../test/fixtures/make-wav.ts';
import { tinyBackbone } from '../../test/fixtures/tiny-backbone.ts';
import { makeSound, tinyRate, writeSounds } from '../../test/fixtures/tiny-sounds.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { compareModels } from '../classifier/compare-models.ts';
import { loadModel, type Model } from '../classifier/model.ts';
import { paintExplanation } from '../classifier/paint-explanation.ts';
import { pickEvents } from '../classifier/pick-events.ts';
import { openPictures } from '../datasets/open-pictures.ts';
import { embed } from '../embedding/embed.ts';
import type { ExportOptions } from '../exporting/export-model.ts';
import { viewImage } from '../media/view-image.ts';
import { type Report, reportTraining } from '../reporting/report-training.ts';
import { Session } from '../runtime/session.ts';
import { drain } from '../tasks/drain.ts';
import { tensor } from '../tensor/tensor.ts';
import { train } from './train.ts';

let folder: TemporaryFolder;
let sounds: string;
let model: Model;
let report: Report;
const rate = tinyRate;

beforeAll(async () => {
  folder = await temporaryFolder();
  sounds = join(folder.path, 'sounds');
  await writeSounds(sounds);
  const backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  const trained = await train({ data: sounds, backbone, cacheFolder: join(folder.path, 'cache') });
  expect(trained.validation?.accuracy).toBe(1);
  expect(trained.findings.duplicates).toEqual([]); // spectrograms that look alike are no copies
  expect(trained.images).toBe(24);
  report = await reportTraining(trained);
  await trained.model.save(join(folder.path, 'sounds.graft'));
  await trained.model.close();
  model = await loadModel(join(folder.path, 'sounds.graft'));
});
afterAll(async () => {
  await model?.close();
  await folder[Symbol.asyncDispose]();
});

test('a model of sounds is saved, loaded, predicts and is measured', async () => {
  expect(model.medium).toBe('sounds');
  expect(model.manifest.preprocessing).toMatchObject({ version: 3, sound: { sampleRate: rate, windowSeconds: 1 } });
  const predicted = await model.predict([makeWav(makeSound('tone', 33), rate), makeWav(makeSound('noise', 34, 3), rate)]);
  expect(predicted.map(([best]) => best?.label)).toEqual(['tone', 'noise']);
  expect((await model.evaluate(sounds)).accuracy).toBe(1);
});

test('its report plays the sounds, and may load nothing', () => {
  expect(report.html).toContain('media-src data:;');
  const written = JSON.parse(/id="report-data">([^<]*)</.exec(report.html)?.[1] ?? '{}');
  expect(written.recordings).toHaveLength(24);
  for (const recording of written.recordings) expect(recording).toMatch(/^data:audio\/wav;base64,UklGR/);
});

test('a timeline tells what is heard when, and leaves silence out', async () => {
  const parts = [makeSound('tone', 35, 4), new Float32Array(3 * rate), makeSound('noise', 36, 4)];
  const long = Float32Array.from(parts.flatMap((part) => [...part]));
  const spans = await model.timeline(makeWav(long, rate));
  expect(spans[0]).toMatchObject({ label: 'tone', start: 0 });
  expect(spans.at(-1)).toMatchObject({ label: 'noise', end: 11 });
  expect(Math.abs((spans[0]?.end ?? 0) - 4)).toBeLessThan(1);
  expect(spans.some(({ start, end }) => start < 5.5 && end > 5.5)).toBe(false);
});

test('what is no sound, or mixed with photos, is refused in words', async () => {
  await expect(model.predict([Buffer.from('not a sound')])).rejects.toMatchObject({ code: 'SOUND_UNREADABLE' });
  const mixed = join(folder.path, 'mixed');
  for (const [name, file] of [
    ['a', 'one.wav'],
    ['b', 'two.jpg'],
  ] as const) {
    await mkdir(join(mixed, name), { recursive: true });
    await writeFile(join(mixed, name, file), 'x');
  }
  await expect(train({ data: mixed })).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  await expect(model.predict([makeWav(makeTone(300, 1, rate), rate)], { tta: ['flip'] })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
});

test.each([
  ['as it is', {}],
  ['of the oldest operator set, two windows at a time', { opset: 13, batch: 2 }],
  ['in real numbers, of the newest operator set', { opset: 21, precision: 'float32' }],
] as const)('an export %s takes the waveform, and says what the model says', async (name, options) => {
  const out = join(folder.path, `${name}.onnx`);
  await model.export({ to: 'onnx', out, ...options });
  await using session = await Session.open(out);
  const sounds = [makeSound('tone', 40), makeSound('noise', 41)];
  const predicted = await model.predict(sounds.map((sound) => makeWav(sound, rate)));
  const batch = 'batch' in options ? options.batch : 1;
  for (let from = 0; from < sounds.length; from += batch) {
    const windows = new Float32Array(batch * rate);
    for (const [at, sound] of sounds.slice(from, from + batch).entries()) windows.set(sound, at * rate);
    const { probabilities } = await session.run({ waveform: tensor('float32', [batch, rate], windows) });
    expect(probabilities?.shape).toEqual([batch, 2]);
    for (const [at, predictions] of predicted.slice(from, from + batch).entries()) {
      for (const { index, probability } of predictions) {
        // 16 bits of the file, 8 of the picture, and of the network where its precision is another one.
        expect(Math.abs(Number(probabilities?.data[2 * at + index]) - probability)).toBeLessThan('precision' in options ? 0.05 : 0.02);
      }
    }
  }
});

test('an export that would not heed an option, or cannot hold a sound, is refused in words', async () => {
  const refused = async (options: Partial<ExportOptions> & Pick<ExportOptions, 'to'>): Promise<unknown> =>
    model.export({ out: join(folder.path, 'refused'), ...options }).catch((error: unknown) => error);
  expect(await refused({ to: 'tflite', batch: 2 })).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('batch') });
  expect(await refused({ to: 'web', opset: 13 })).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('opset') });
  expect(await refused({ to: 'onnx', size: 'free' })).toMatchObject({ code: 'MODEL_INCAPABLE' });
  expect(await refused({ to: 'coreml' })).toMatchObject({ code: 'MODEL_INCAPABLE', hint: expect.stringContaining('tflite') });
});

test('a picture of a sound is shown, and where in it the evidence lies', async () => {
  const wav = makeWav(makeSound('tone', 42), rate);
  const explanation = await model.explain(wav);
  expect(explanation.class.label).toBe('tone');
  const painted = await paintExplanation(wav, explanation, { longestSide: 64, caption: false });
  expect(painted.length).toBeGreaterThan(200);
  expect((await viewImage(wav, { longestSide: 32 })).pixels).toMatchObject({ width: 32, height: 32 });
});

test('features of sounds are written with a model, and picked from; without one, and where ranges are measured, sounds are refused in words', async () => {
  const cacheFolder = join(folder.path, 'cache');
  const written = await embed({ data: sounds, file: join(folder.path, 'sounds.csv'), model, cacheFolder });
  expect(written).toMatchObject({ photos: 24, cached: 24, skipped: [] });
  const { items } = await openPictures(sounds, undefined, 'sounds');
  const files = items.map(({ path }) => path);
  expect((await drain(pickEvents(model, files, { count: 3, cacheFolder }))).picked).toHaveLength(3);
  const compared = await compareModels(model, model, sounds);
  expect(compared.skipped).toEqual([]);
  const backbone = join(folder.path, 'tiny.tflite');
  await expect(embed({ data: sounds, file: join(folder.path, 'none.csv'), backbone, cacheFolder })).rejects.toMatchObject({
    code: 'DATASET_INVALID',
    hint: expect.stringContaining('trained on sounds'),
  });
});
