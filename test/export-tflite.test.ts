import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Backbone,
  drain,
  fetchVerified,
  findBackbone,
  loadBackbone,
  loadModel,
  type Model,
  openDataset,
  type Prediction,
  train,
  trainMultiLabel,
} from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { convertTflite } from '../src/formats/tflite/convert.ts';
import { readTflite } from '../src/formats/tflite/read.ts';
import { writeTflite } from '../src/formats/tflite/write.ts';
import { chromiumPath } from './chromium-path.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { makeWav } from './fixtures/make-wav.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { makeSound, tinyRate, tinySoundModel, writeSounds } from './fixtures/tiny-sounds.ts';
import { inceptionV3 } from './inception-v3.ts';
import { type MediaPipe, type MediaPipeResult, openMediaPipe, poolStretches } from './mediapipe.ts';
import { quickBackbone } from './quick-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const pets = fileURLToPath(new URL('../../shared/datasets/cats-dogs/', import.meta.url));
/** Names as people have them; a label file holds them all. */
const drawn = { 'Bluse, weiß': 5, 帽子: 5, 't-shirt "new"': 5 };

let folder: TemporaryFolder;
let backbone: Backbone | undefined;
/** For what does not depend on the network. */
let quick: Backbone | undefined;
let mediapipe: MediaPipe | undefined;
let pictures: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await inceptionV3();
  quick = await quickBackbone();
  const chromium = chromiumPath();
  if (chromium !== undefined) mediapipe = await openMediaPipe(chromium);
  pictures = await makeDataset(join(folder.path, 'drawn'), { classes: drawn, format: 'jpeg' });
}, 60_000);

afterAll(async () => {
  await mediapipe?.[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const options = () => ({ data: join(folder.path, 'drawn'), backbone, cacheFolder: join(folder.path, 'cache'), validation: 0 });
const out = (name: string): string => join(folder.path, `${name}.tflite`);

/** A test with the real network; skipped where it could not be downloaded. */
const withNetwork = (name: string, run: () => Promise<void>): void =>
  test(name, async ({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
    await run();
  });

/** A test with the real network and the other program. */
const withMediaPipe = (name: string, run: (other: MediaPipe) => Promise<void>): void =>
  test(name, async ({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
    if (mediapipe === undefined) skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
    else await run(mediapipe);
  });

/** Exports a model, and what it and MediaPipe say of photos. */
async function both(
  model: Model,
  other: MediaPipe,
  name: string,
  photos: readonly string[],
): Promise<[readonly (readonly Prediction[])[], readonly MediaPipeResult[]]> {
  await model.export({ to: 'tflite', out: out(name), verify: false });
  return [await model.predict(photos), await other.classify(await readFile(out(name)), photos)];
}

/** The largest difference of a probability; fails where a class has another name. */
function apart(ours: readonly Prediction[], theirs: MediaPipeResult | undefined): number {
  const scores = new Map(theirs?.categories.map(({ name, score }) => [name, score]));
  expect([...scores.keys()].sort()).toEqual(ours.map(({ label }) => label).sort());
  return Math.max(...ours.map(({ label, probability }) => Math.abs(probability - (scores.get(label) ?? Number.NaN))));
}

describe('MediaPipe takes an exported file as it is, and says what the model says', () => {
  withMediaPipe('the default: a softmax head on four blocks', async (other) => {
    await using model = (await train(options())).model;
    const photos = [0, 5, 10].map((index) => pictures[index] ?? '');
    const [ours, theirs] = await both(model, other, 'default', photos);
    for (const [index, predictions] of ours.entries()) {
      expect(theirs[index]?.categories[0]?.name).toBe(predictions[0]?.label);
      expect(apart(predictions, theirs[index])).toBeLessThan(0.1); // it scales pictures up by another rule
    }
  });

  withMediaPipe('an mlp head on the classic bottleneck, of smaller pictures', async (other) => {
    const small = await loadBackbone('inception-v3', { imageSize: 160 });
    await using model = (await train({ ...options(), backbone: small, cut: 'avgpool', head: 'mlp' })).model;
    expect(model.manifest.preprocessing).toMatchObject({ width: 160, height: 160 });
    const [ours, theirs] = await both(model, other, 'mlp', [pictures[5] ?? '']);
    for (const [index, predictions] of ours.entries()) expect(apart(predictions, theirs[index])).toBeLessThan(0.15);
  });

  withMediaPipe('one label and several labels a photo, on another network; another photo, another answer', async (other) => {
    await using one = (await train({ ...options(), backbone: quick })).model;
    const [[ours = []], [theirs]] = await both(one, other, 'one', [pictures[5] ?? '']);
    expect(apart(ours, theirs)).toBeLessThan(0.1);
    const items = pictures.map((path, index) => ({ path, labels: index < 5 ? 'a|b' : index < 10 ? 'b' : 'c' }));
    const list = join(folder.path, 'list.csv');
    await writeFile(list, ['path,labels', ...items.map(({ path, labels }) => `"${path.replaceAll('"', '""')}",${labels}`)].join('\n')); // biome-ignore format: one line
    const { model } = await trainMultiLabel({ ...options(), data: list, backbone: quick });
    await using several = model;
    const [[labels = []], [found]] = await both(several, other, 'several', [pictures[0] ?? '']);
    expect(apart(labels, found)).toBeLessThan(0.1);
    const there = (of: MediaPipeResult | undefined) => of?.categories.flatMap(({ name, score }) => (score > 0.5 ? [name] : [])).sort();
    expect(there(found)).toEqual(['a', 'b']);
    const [next] = await other.classify(await readFile(out('several')), [pictures[10] ?? '']);
    expect(there(next)).toEqual(['c']);
  });

  withMediaPipe('a network whose file counts pixels from -128 on takes bytes when exported', async (other) => {
    const signed = await tinyBackbone(join(folder.path, 'signed-network.tflite'), join(folder.path, 'cache'), { kind: 'int8' });
    await using model = (await train({ ...options(), backbone: signed })).model;
    const [ours, theirs] = await both(model, other, 'signed', [pictures[0] ?? '', pictures[10] ?? '']);
    for (const [index, predictions] of ours.entries()) expect(apart(predictions, theirs[index])).toBeLessThan(0.1);
  });

  test.skipIf(!existsSync(pets))('twelve photos of cats and dogs (skipped where ../shared/datasets is missing)', async ({ skip }) => {
    if (backbone === undefined || mediapipe === undefined) return skip('no backbone or no Chromium');
    const all = await openDataset(join(pets, 'train'));
    const items = all.classes.flatMap((_, label) => all.items.filter((item) => item.label === label).slice(0, 6));
    await using model = (await train({ ...options(), data: { ...all, items } })).model;
    const photos: string[] = [];
    for (const name of all.classes) {
      const files = (await readdir(join(pets, 'test', name))).sort();
      photos.push(...files.slice(0, 6).map((file) => join(pets, 'test', name, file)));
    }
    const [ours, theirs] = await both(model, mediapipe, 'pets', photos);
    const agreeing = ours.filter((predictions, index) => predictions[0]?.label === theirs[index]?.categories[0]?.name);
    expect(photos).toHaveLength(12);
    expect(agreeing.length).toBeGreaterThanOrEqual(11);
  });
});

describe('MediaPipe hears an exported file of sounds, and says what the model says', () => {
  test('of windows to 1e-3; of longer recordings what their windows come to together', async ({ skip }) => {
    if (mediapipe === undefined) return skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
    await mkdir(join(folder.path, 'heard'));
    await using model = await loadModel(await tinySoundModel(join(folder.path, 'heard')));
    const { notes, verification } = await model.export({ to: 'tflite', out: out('sounds') });
    expect(verification).toMatchObject({ medium: 'sounds', agreement: 1 });
    expect(notes.join(' ')).toContain(`float32 [1, ${tinyRate}]`);
    const windows = [makeSound('tone', 3), makeSound('noise', 40), makeSound('tone', 20).map((sample) => sample / 200)];
    const short = makeSound('tone', 7, 0.4); // MediaPipe fills its window up at the end, Graft at both
    const long = makeSound('tone', 5, 2); // its windows, overlapping or not, sound alike
    const recordings = [...windows, short, long].map((samples) => ({ samples, sampleRate: tinyRate }));
    const ours = await model.predict(recordings.map(({ samples }) => makeWav(samples, tinyRate)));
    const theirs = await mediapipe.hear(await readFile(out('sounds')), recordings);
    expect(theirs.map((stretches) => stretches.map(({ at }) => at))).toEqual([[0], [0], [0], [0], [0, 1000]]);
    for (const [index, predictions] of ours.entries()) {
      const pooled = [...poolStretches(theirs[index] ?? [])].map(([name, score]) => ({ name, score }));
      // A WAV file has 16 bits; the soft tone is 1/400 of full scale, and its picture a little other.
      expect(apart(predictions, { categories: pooled, milliseconds: 0 })).toBeLessThan(index === 2 ? 0.05 : index === 4 ? 0.02 : 1e-3);
    }
  });
});

describe('MediaPipe hears an exported file of sounds with three resolutions for colours', () => {
  test('and a head that is not linear, and says what the model says', async ({ skip }) => {
    if (mediapipe === undefined) return skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
    await writeSounds(join(folder.path, 'resolutions'));
    const tiny = await tinyBackbone(join(folder.path, 'hearing.tflite'), join(folder.path, 'cache'));
    const data = join(folder.path, 'resolutions');
    await using model = (await train({ ...options(), data, backbone: tiny, head: 'mlp', sound: { colours: 'resolutions' } })).model;
    const { notes } = await model.export({ to: 'tflite', out: out('resolutions') });
    expect(notes.join(' ')).toContain('a little');
    const windows = [makeSound('tone', 3), makeSound('noise', 40)];
    const ours = await model.predict(windows.map((samples) => makeWav(samples, tinyRate)));
    const recordings = windows.map((samples) => ({ samples, sampleRate: tinyRate }));
    const theirs = await mediapipe.hear(await readFile(out('resolutions')), recordings);
    for (const [index, predictions] of ours.entries()) {
      const [{ categories } = { categories: [] }] = theirs[index] ?? [];
      expect(apart(predictions, { categories, milliseconds: 0 })).toBeLessThan(1e-3);
    }
  });
});

describe('the file', () => {
  withNetwork('is the same for the same model; what it is and leaves out is said', async () => {
    await using model = (await train({ ...options(), backbone: quick })).model;
    const photos = [0, 5, 10].map((index) => pictures[index] ?? '');
    const first = await model.export({ to: 'tflite', out: out('first'), name: 'x', photos });
    await model.export({ to: 'tflite', out: out('second'), name: 'x', verify: false });
    expect(Buffer.compare(await readFile(out('first')), await readFile(out('second')))).toBe(0);
    expect(first.verification).toMatchObject({ pictures: 3, agreement: 1 });
    expect(first.notes.join(' ')).toMatch(/299 x 299|224 x 224/);
  });

  withNetwork('of the published network, written again, is the same network', async () => {
    const path = await drain(fetchVerified(findBackbone('inception-v3')));
    const published = readTflite(await readFile(path));
    const again = readTflite(writeTflite(published));
    expect(Buffer.compare(writeOnnx(convertTflite(again, 'x')), writeOnnx(convertTflite(published, 'x')))).toBe(0);
  });

  withNetwork('is refused for a kNN head and for float32, before anything is written', async () => {
    await using knn = (await train({ ...options(), backbone: quick, head: 'knn' })).model;
    await expect(knn.export({ to: 'tflite', out: out('knn') })).rejects.toMatchObject({ code: 'MODEL_INCAPABLE' });
    await using model = (await train({ ...options(), backbone: quick })).model;
    await expect(model.export({ to: 'tflite', out: out('float'), precision: 'float32' })).rejects.toMatchObject({
      code: 'MODEL_INCAPABLE',
    });
    expect([existsSync(out('knn')), existsSync(out('float'))]).toEqual([false, false]);
  });
});
