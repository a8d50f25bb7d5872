/**
 * An exported TensorFlow Lite file in MediaPipe Tasks' ImageClassifier (WebAssembly, in headless Chromium), against `graft
 * predict` on the same photos: how often the first guess is the same, milliseconds an image, the file's size.
 *
 * Usage: npx tsx --conditions=graft-source bench/mediapipe.ts [--quick] [--photos=60] [model.graft …]
 *
 * Without a model, two are trained on ../shared/datasets/clothing/train: the default, and the classic bottleneck.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { decodeImage, loadModel, type Model, type Prediction, train } from 'graft-ml';
import sharp from 'sharp';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import { median } from '../src/tensor/median.ts';
import { chromiumPath } from '../test/chromium-path.ts';
import { type MediaPipe, type MediaPipeResult, openMediaPipe } from '../test/mediapipe.ts';
import { quick, type Row, report } from './report.ts';

const clothing = fileURLToPath(new URL('../../shared/datasets/clothing/', import.meta.url));
const wanted = quick ? 12 : Number(argv.find((word) => word.startsWith('--photos='))?.slice(9) ?? 60);

/** As many photos of each class as come to about `wanted`, spread over the folder: the same every time. */
async function testPhotos(): Promise<string[]> {
  const classes = (await readdir(join(clothing, 'test'))).sort();
  const each = Math.ceil(wanted / classes.length);
  const photos: string[] = [];
  for (const name of classes) {
    const files = (await readdir(join(clothing, 'test', name))).sort();
    for (let i = 0; i < each; i++) photos.push(join(clothing, 'test', name, files[Math.floor((i * files.length) / each)] ?? ''));
  }
  return photos;
}

async function* models(): AsyncGenerator<{ name: string; model: Model }> {
  const named = argv.slice(2).filter((word) => !word.startsWith('--'));
  for (const path of named) yield { name: basename(path), model: await loadModel(path) };
  if (named.length > 0) return;
  const data = join(clothing, 'train');
  yield { name: 'four blocks', model: (await train({ data })).model };
  if (!quick) yield { name: 'avgpool', model: (await train({ data, cut: 'avgpool' })).model };
}

/** The very pixels that our model sees, as a lossless file: what is left then is the arithmetic alone. */
async function preparedPhotos(model: Model, photos: readonly string[], folder: string): Promise<string[]> {
  const preprocessing = parsePreprocessing(model.manifest.preprocessing, 'graft.json');
  const { width, height } = preprocessing;
  const files: string[] = [];
  for (const [index, photo] of photos.entries()) {
    const file = join(folder, `${index}.png`);
    const pixels = await decodeImage(photo, preprocessing);
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toFile(file);
    files.push(file);
  }
  return files;
}

function compare(ours: readonly (readonly Prediction[])[], theirs: readonly MediaPipeResult[]): Row {
  let [same, sum] = [0, 0];
  for (const [index, predictions] of ours.entries()) {
    const scores = new Map(theirs[index]?.categories.map(({ name, score }) => [name, score]));
    if (predictions[0]?.label === theirs[index]?.categories[0]?.name) same++;
    sum += Math.max(...predictions.map(({ label, probability }) => Math.abs(probability - (scores.get(label) ?? 0))));
  }
  return {
    'same first guess': `${same} of ${ours.length} (${((100 * same) / ours.length).toFixed(1)} %)`,
    'largest difference of a photo, mean': sum / ours.length,
    'ms an image': median(theirs.map(({ milliseconds }) => milliseconds)),
  };
}

const chromium = chromiumPath();
if (chromium === undefined) throw new Error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH.');
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
const mediapipe: MediaPipe = await openMediaPipe(chromium);
try {
  const photos = await testPhotos();
  const rows: Row[] = [];
  for await (const { name, model } of models()) {
    const out = join(folder, 'model.tflite');
    const { bytes } = await model.export({ to: 'tflite', out, replace: true, photos: photos.slice(0, 4) });
    const file = await readFile(out);
    const ours = await model.predict(photos);
    const row = { model: name, MB: bytes / 1e6 };
    rows.push({ ...row, pictures: 'the photos', ...compare(ours, await mediapipe.classify(file, photos)) });
    const prepared = await preparedPhotos(model, photos, folder);
    rows.push({ ...row, pictures: 'brought to size by Graft', ...compare(ours, await mediapipe.classify(file, prepared)) });
    await model.close();
  }
  report('mediapipe', rows, ['Goal: the same first guess on 95 % of the photos.']);
} finally {
  await mediapipe[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
}
