import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chromiumPath } from '../../test/chromium-path.ts';
import { makeTone, makeWav } from '../../test/fixtures/make-wav.ts';
import { answerOf } from '../../test/fixtures/served-answer.ts';
import { makeSound, tinyRate, tinySoundModel } from '../../test/fixtures/tiny-sounds.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { loadModel } from '../classifier/model.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { type RunningServer, serve } from './serve.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // processes and a browser are started, which takes seconds where all cores are busy

let folder: TemporaryFolder;
let server: RunningServer;

/** A sound of several windows, and what the library says of it. */
const wav = makeWav(makeSound('noise', 34, 3), tinyRate);
let expected: readonly Prediction[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const bundle = await tinySoundModel(folder.path);
  await using model = await loadModel(bundle);
  [expected = []] = await model.predict([wav]);
  server = await serve({ models: [bundle], port: 0, watch: false, maxBatch: 3, limits: { maxSoundSeconds: 5 } });
});
afterAll(async () => {
  await server?.close();
  await folder[Symbol.asyncDispose]();
});

async function post(body: NonNullable<RequestInit['body']>, type?: string, path = '/v1/models/sounds/predict', url = server.url) {
  const response = await fetch(`${url}${path}`, { method: 'POST', body, headers: type === undefined ? {} : { 'content-type': type } });
  return { status: response.status, body: await answerOf(response) };
}

function formOf(...files: readonly Uint8Array[]): FormData {
  const form = new FormData();
  for (const [at, bytes] of files.entries()) form.append('sound', new Blob([new Uint8Array(bytes)]), `${at}.wav`);
  return form;
}

/** The windows went through the network in other batches than the library's, which changes the last digits. */
function expectSame(found: readonly { readonly label: string; readonly probability: number }[] | undefined): void {
  expect(found?.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
  for (const [at, { probability }] of expected.entries()) expect(found?.[at]?.probability).toBeCloseTo(probability, 4);
}

test('a sound is taken as a form, a body and base64, and pooled as the library pools it', async () => {
  for (const answer of [
    await post(formOf(wav)),
    await post(new Uint8Array(wav), 'audio/wav'),
    await post(new Uint8Array(wav), 'application/octet-stream'),
    await post(JSON.stringify({ images: [{ base64: Buffer.from(wav).toString('base64') }] }), 'application/json'),
  ]) {
    expect(answer.status).toBe(200);
    expectSame(answer.body.images[0]?.predictions);
  }
});

test('the Open Inference Protocol takes files of sounds', async () => {
  const metadata = await (await fetch(`${server.url}/v2/models/sounds`)).json();
  expect(metadata).toMatchObject({ inputs: [{ name: 'sound', datatype: 'BYTES', shape: [-1] }] });
  const inputs = [{ name: 'sound', datatype: 'BYTES', shape: [1], data: [Buffer.from(wav).toString('base64')] }];
  const answered = await fetch(`${server.url}/v2/models/sounds/infer`, { method: 'POST', body: JSON.stringify({ inputs }) });
  expect(await answered.json()).toMatchObject({
    outputs: expect.arrayContaining([expect.objectContaining({ data: [expected[0]?.label] })]),
  });
  const pixels = [{ name: 'pixels', datatype: 'UINT8', shape: [1, 1], data: [1] }];
  const refused = await fetch(`${server.url}/v2/models/sounds/infer`, { method: 'POST', body: JSON.stringify({ inputs: pixels }) });
  expect([refused.status, await refused.json()]).toMatchObject([400, { error: expect.stringContaining('sound') }]);
});

test('it says that it takes sounds, and how long they may be', async () => {
  const told = await (await fetch(`${server.url}/v1/models/sounds`)).json();
  expect(told).toMatchObject({ takes: 'sounds', sound: { sampleRate: tinyRate, windowSeconds: 1, mostSeconds: 5 } });
});

test('what is too long, or no sound, is refused; among others it has its error in its place', async () => {
  const long = makeWav(makeSound('tone', 1, 6), tinyRate);
  expect(await post(formOf(long))).toMatchObject({ status: 413, body: { error: { code: 'SOUND_TOO_LONG' } } });
  const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  expect(await post(new Uint8Array(photo), 'image/png')).toMatchObject({ status: 422, body: { error: { code: 'SOUND_UNREADABLE' } } });
  const { status, body } = await post(formOf(wav, long, photo, wav));
  expect(status).toBe(200);
  expect(body.images.map((image: object) => 'error' in image)).toEqual([false, true, true, false]);
  expect(body.images.slice(1, 3)).toMatchObject([{ error: { code: 'SOUND_TOO_LONG' } }, { error: { code: 'SOUND_UNREADABLE' } }]);
  expectSame(body.images[3]?.predictions);
});

test.skipIf(chromiumPath() === undefined)('the page records from the microphone, between two presses (needs Chromium)', async () => {
  const heard = join(folder.path, 'heard.wav');
  await writeFile(heard, makeWav(makeTone(500, 3, 48_000), 48_000));
  const fake = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${heard}`];
  await using browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox', ...fake] });
  const page = await browser.newPage({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text()))); // the policy's, too
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(server.url);
  await page.locator('#record').click();
  await page.locator('#clock', { hasText: /[1-9]\.\d s/ }).waitFor();
  await page.locator('#record').click();
  await page.locator('figure', { hasText: 'recording 1.wav' }).locator('.label').first().waitFor();
  expect(complaints).toEqual([]);
});

test('the windows of a sound count as pictures that wait: more than there is room for are refused', async () => {
  await using small = await serve({ models: [join(folder.path, 'sounds.graft')], port: 0, watch: false, limits: { maxQueue: 3 } });
  const ask = (seconds: number) => post(formOf(makeWav(makeSound('tone', 2, seconds), tinyRate)), undefined, undefined, small.url);
  expect(await ask(4)).toMatchObject({ status: 503, body: { error: { code: 'OVERLOADED' } } });
  expect((await ask(1)).status).toBe(200); // and nothing stays counted
});
