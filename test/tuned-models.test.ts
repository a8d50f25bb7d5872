/** A model that was trained from a layer on goes wherever any model goes: each verb, each export that can hold it. */
import { spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decodeImage, drain, inspectNetwork, loadModel, type Model } from 'graft-ml';
import { serve } from 'graft-ml/server';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import { chromiumPath } from './chromium-path.ts';
import { branchingBackbone } from './fixtures/branching-backbone.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { runCoreMl } from './run-coreml.ts';
import { serveFolders } from './serve-folder.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let pictures: string[];
let photo: string;
let model: Model;
const at = (...parts: string[]): string => join(folder.path, ...parts);
const trainFrom = ['--backbone', 'net.tflite', '--precision', 'float32', '--cut', 'stem,block,last', '--train-from', 'last'];

/** Runs `graft` as a shell does, and gives what it printed; fails where it fails. */
async function graft(...args: string[]): Promise<string> {
  const main = resolve(import.meta.dirname, '../dist/cli/main.js');
  const child = spawn(process.execPath, [main, ...args], { cwd: folder.path, env: { ...process.env, GRAFT_CACHE_DIR: at('cache') } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  const code = await new Promise((ended) => child.once('close', ended));
  if (code !== 0) throw new Error(`graft ${args.join(' ')} ended with ${code}:\n${printed}`);
  return printed;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  pictures = await makeDataset(at('photos'), { classes: { dots: 8, stripes: 8, waves: 8 }, size: 40 });
  photo = pictures[0] ?? '';
  await branchingBackbone(at('net.tflite'), at('cache'), 'float32', 0.2); // Core ML has no bound above
  // Without photos held out, what was trained is kept whatever it brings.
  const steps = ['--epochs', '2', '--learning-rate', '0.001', '--validation', '0'];
  expect(await graft('train', 'photos', ...trainFrom, ...steps)).toContain('weights from last on, 2 epochs');
  model = await loadModel(at('photos.graft'));
});
afterAll(async () => {
  await model?.close();
  await folder[Symbol.asyncDispose]();
});

/** The probabilities that a model gives the picture, by label. */
async function probabilities(of: Model): Promise<Record<string, number>> {
  const [predictions = []] = await of.predict([photo]);
  return Object.fromEntries(predictions.map(({ label, probability }) => [label, probability]));
}

test('is told from others by its manifest, its report and its layers', async () => {
  expect(model.manifest.fineTuned).toMatchObject({ from: 'last', frozenAt: 'block', epochs: 2 });
  expect(await readFile(at('photos.graft', 'report.html'), 'utf8')).toMatch(/fine-tun|trained from/i);
  const { layers } = await inspectNetwork(at('photos.graft'), { time: false });
  const states = new Map(layers.map(({ name, state }) => [name, state]));
  expect([states.get('stem'), states.get('last')]).toEqual(['frozen', 'fine-tuned']);
});

test('predicts, explains and is measured', async () => {
  const said = Object.values(await probabilities(model)).reduce((sum, part) => sum + part, 0);
  expect(said).toBeCloseTo(1, 5);
  const { map } = await model.explain(photo);
  expect(map.data.some((evidence) => evidence !== 0)).toBe(true);
  expect((await model.evaluate(at('photos'))).images).toBe(24);
});

test('answers over HTTP what it says itself', async () => {
  await using server = await serve({ models: [at('photos.graft')], port: 0, log: { level: 'silent' } });
  const form = new FormData();
  form.set('image', new Blob([await readFile(photo)]), 'photo.png');
  const answer = await fetch(`${server.url}/v1/models/photos/predict`, { method: 'POST', body: form });
  expect(answer.status).toBe(200);
  const expected = await probabilities(model);
  const { images } = (await answer.json()) as { images: { predictions: { label: string; probability: number }[] }[] }; // the server's contract
  const predictions = images[0]?.predictions ?? [];
  expect(predictions).toHaveLength(3);
  for (const { label, probability } of predictions) expect(probability).toBeCloseTo(expected[label] ?? Number.NaN, 5);
});

test('is an ONNX file in both forms, and a Core ML file that a plain interpreter runs', async () => {
  const options = { photos: pictures.filter((_, place) => place % 4 === 0) };
  for (const size of ['fixed', 'free'] as const)
    expect((await model.export({ to: 'onnx', out: at(`${size}.onnx`), size, ...options })).verification?.agreement).toBe(1);
  await model.export({ to: 'coreml', out: at('photos.mlmodel'), ...options });
  const pixels = await decodeImage(photo, parsePreprocessing(model.manifest.preprocessing, 'a test'));
  const found = runCoreMl(await readFile(at('photos.mlmodel')), pixels);
  for (const [label, probability] of Object.entries(await probabilities(model)))
    expect(Math.abs(probability - (found[label] ?? Number.NaN))).toBeLessThan(0.002); // 16 bits of a weight are one part in 2,000
});

test('says why it is no TensorFlow Lite file and has no 8-bit form, and writes nothing', async () => {
  const refused = { code: 'MODEL_INCAPABLE', message: expect.stringContaining('trained'), hint: expect.any(String) };
  await expect(model.export({ to: 'tflite', out: at('photos.lite') })).rejects.toMatchObject(refused);
  await expect(model.export({ to: 'onnx', precision: 'int8', out: at('8-bit.onnx') })).rejects.toMatchObject(refused);
  for (const file of ['photos.lite', '8-bit.onnx']) await expect(access(at(file))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('predicts the same in a browser', async ({ skip }) => {
  const executablePath = chromiumPath();
  if (executablePath === undefined) return skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
  await drain(model.exportEvents({ to: 'web', out: at('site'), verify: false }));
  await using host = await serveFolders({ '/site/': at('site'), '/photos/': at('photos') });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`${host.origin}/site/icon.svg`); // a page without scripts of its own
    const found: unknown = await page.evaluate(`(async () => {
      const { loadModel } = await import('/site/graft-web.js');
      const model = await loadModel('/site', { runtime: '/site/' });
      const image = await (await fetch('/photos/${photo.slice(at('photos').length + 1)}')).blob();
      const [predictions] = await model.predict([image]);
      return Object.fromEntries(predictions.map(({ label, probability }) => [label, probability]));
    })()`);
    for (const [label, probability] of Object.entries(await probabilities(model)))
      expect((found as Record<string, number>)[label]).toBeCloseTo(probability, 1); // the browser scales photos in its own way
  } finally {
    await browser.close();
  }
});

test('the learning-rate finder draws its plot', async () => {
  const find = ['train', 'photos', ...trainFrom, '--find-learning-rate', '--svg', 'rates.svg'];
  expect(await graft(...find)).toMatch(/learning rate\s+loss, smoothed/);
  expect(await readFile(at('rates.svg'), 'utf8')).toMatch(/^<svg [^>]*Loss against learning rate.*<circle.*<\/svg>\n$/s);
});
