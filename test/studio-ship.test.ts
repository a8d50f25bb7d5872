import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModel } from 'graft-ml';
import type { PredictResponse } from 'graft-ml/server';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackArchive } from '../src/archives/unpack-archive.ts';
import { api } from '../src/studio/api.ts';
import { drain } from '../src/tasks/drain.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { openTinyStudio } from './fixtures/studio-client.ts';
import { type StudioSession, studioSession } from './fixtures/studio-session.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const pets = fileURLToPath(new URL('../../shared/datasets/cats-dogs/', import.meta.url));

/** Lays a project of so many photos a class. */
async function layProject(folder: string, photos: number): Promise<void> {
  for (const name of ['cats', 'dogs']) {
    await mkdir(join(folder, name), { recursive: true });
    for (const file of (await readdir(join(pets, 'train', name))).slice(0, photos))
      await cp(join(pets, 'train', name, file), join(folder, name, file));
  }
}

/** Photos of both classes that the project has not. */
async function strangers(photos: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (const kind of ['cats', 'dogs']) {
    const files = (await readdir(join(pets, 'test', kind))).slice(0, photos);
    for (const file of files) found.push(new Uint8Array(await readFile(join(pets, 'test', kind, file))));
  }
  return found;
}

/** Watches how long this process, which is the server's, answers nothing. @returns what says it, in milliseconds */
function longestSilence(): () => number {
  let longest = 0;
  let last = performance.now();
  const pulse = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 10);
  return () => {
    clearInterval(pulse);
    return longest;
  };
}

describe.skipIf(!existsSync(pets))('a project is shipped (skipped where ../shared/datasets is missing)', { timeout: 240_000 }, () => {
  let folder: TemporaryFolder;
  let project: string;
  let session: StudioSession;
  beforeAll(async () => {
    folder = await temporaryFolder();
    project = join(folder.path, 'My pets');
    await layProject(project, 16);
    session = await studioSession({ folder: project });
    await session.until(({ runs, stale }) => runs.length > 0 && !stale, 120_000);
  }, 180_000);
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test('what was tried is what is shipped: the same probabilities of photos that neither has seen', async () => {
    const answering = longestSilence();
    await session.ask(api.build);
    const { model } = await session.until(({ shipping }) => shipping.job === null && shipping.model !== null && shipping);
    expect(answering()).toBeLessThan(1500); // milliseconds, on a machine that is full; in one process it would be many seconds
    expect(model).toMatchObject({ current: true, classes: ['cats', 'dogs'], photos: 32, file: 'My pets.graft.zip' });
    expect(session.told.some((event) => event.type === 'shipping' && event.shipping.job?.step === 'report')).toBe(true);
    await using shipped = await loadModel(join(project, '.graft-studio/shipping/model.graft'));
    const names = new Map(session.state().classes.map(({ id, name }) => [id, name]));
    for (const bytes of await strangers(4)) {
      const tried = await session.ask(api.try, { query: {}, body: bytes });
      const [predicted = []] = await shipped.predict([bytes]);
      expect(predicted).toHaveLength(2);
      for (const { class: id, probability } of tried.classes) {
        const same = predicted.find(({ label }) => label === names.get(id));
        expect(Math.abs((same?.probability ?? -1) - probability)).toBeLessThan(1e-4);
      }
    }
  });

  test('the model is downloaded as a zip file that unpacks to a folder, its report is a page without rights', async () => {
    const zip = join(folder.path, 'model.zip');
    const answer = await session.fetch('/api/ship/download?target=model');
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''My%20pets.graft.zip");
    await writeFile(zip, new Uint8Array(await answer.arrayBuffer()));
    expect((await stat(zip)).size).toBe(Number(answer.headers.get('content-length')));
    const unpacked = join(folder.path, 'unpacked');
    await drain(unpackArchive(zip, unpacked));
    await using model = await loadModel(join(unpacked, 'My pets.graft'));
    expect(model.classes).toEqual(['cats', 'dogs']);
    const report = await session.fetch('/api/ship/report');
    expect(report.headers.get('content-security-policy')).toContain('sandbox allow-scripts');
    expect(await report.text()).toContain('My pets: training report');
  });

  test('exports are made one after the other, measured where they can be, and are what they should be', async () => {
    const targets = ['onnx', 'web'] as const; // of the real network; the others below, as theirs takes a minute
    for (const target of targets) await session.ask(api.makeExport, { body: { target } }); // none is lost
    const { exports } = await session.until(
      ({ shipping }) => shipping.job === null && shipping.exports.every(({ state }) => state === 'ready') && shipping,
      200_000,
    );
    expect(exports.map(({ target }) => target).toSorted()).toEqual([...targets].toSorted());
    const files: Record<string, Uint8Array> = {};
    for (const { target, made } of exports) {
      const bytes = new Uint8Array(await (await session.fetch(`/api/ship/download?target=${target}`)).arrayBuffer());
      expect(made).toMatchObject({ bytes: bytes.length, current: true });
      files[target] = bytes;
    }
    expect(exports.find(({ target }) => target === 'onnx')?.made?.millisecondsPerPhoto).toBeGreaterThan(0);
    const network = await InferenceSession.create(files['onnx'] ?? new Uint8Array());
    expect(network.inputNames).toEqual(['pixels']);
    expect(network.outputNames).toContain('probabilities');
    await network.release();
    expect(Buffer.from(files['web'] ?? []).toString('latin1', 0, 2)).toBe('PK');
    expect(Buffer.from(files['web'] ?? []).toString('latin1')).toContain('My pets-web/index.html');
  });

  test('the endpoint answers who brings the token, with the model as it is', async () => {
    await session.ask(api.endpoint, { body: { on: true } });
    const endpoint = await session.until(({ shipping }) => shipping.endpoint);
    expect(endpoint.model).toBe('My-pets');
    const address = `${endpoint.url}/v1/models/${endpoint.model}/predict`;
    const [cat = new Uint8Array()] = await strangers(1);
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(address, { method: 'POST', body: cat, headers: { 'content-type': 'image/jpeg', ...headers } });
    expect((await post({})).status).toBe(401);
    expect((await post({ authorization: 'Bearer not-the-token-not-the-token' })).status).toBe(401);
    const asked = async (): Promise<PredictResponse> => {
      const answer: unknown = await (await post({ authorization: `Bearer ${endpoint.token}` })).json();
      return answer as PredictResponse; // what is promised of it
    };
    const { model: served, images } = await asked();
    const [image] = images;
    expect(image !== undefined && 'predictions' in image && image.predictions.map(({ label }) => label).toSorted()).toEqual([
      'cats',
      'dogs',
    ]);

    // Something changes: what was made is of an older model, which the endpoint serves until it is built anew.
    const photo = session.state().photos.find((one) => one.name.endsWith('.jpg'));
    await session.ask(api.removePhotos, { body: { photos: [photo?.id ?? ''] } });
    await session.until(({ shipping, stale }) => !stale && shipping.model?.current === false);
    await session.ask(api.build);
    const { model, exports } = await session.until(({ shipping }) => shipping.job === null && shipping.model?.current && shipping);
    expect(model?.photos).toBe(31);
    expect(exports.every(({ made }) => made?.current === false)).toBe(true);
    await expect.poll(async () => (await asked()).model.version).not.toBe(served.version);
    await session.ask(api.endpoint, { body: { on: false } });
    await session.until(({ shipping }) => shipping.endpoint === null);
    await expect(post({ authorization: `Bearer ${endpoint.token}` })).rejects.toThrow();
  });

  test('what is under way is stopped, and what was made is there after a restart', async () => {
    const before = session.state().shipping;
    await session.ask(api.makeExport, { body: { target: 'tflite' } });
    await session.until(({ shipping }) => shipping.job?.what === 'tflite');
    await session.ask(api.stopShipping);
    await session.until(({ shipping }) => shipping.job === null);
    expect(session.state().shipping).toEqual(before);
    await session.ask(api.makeExport, { body: { target: 'web' } });
    await session.until(({ shipping }) => shipping.job?.what === 'web');
    await session[Symbol.asyncDispose](); // in the middle of it
    session = await studioSession({ folder: project });
    const after = await session.until(({ shipping }) => shipping.model?.current && shipping);
    expect(after).toEqual(before);
  });
});

test('the forms for phones are made, of a small network', { timeout: 120_000 }, async () => {
  await using root = await temporaryFolder();
  await makeDataset(join(root.path, 'photos'), { classes: { cat: 6, dog: 6 }, size: 64 });
  await using open = await openTinyStudio(root.path, { autoTrain: true });
  using events = await open.client.follow();
  await events.untilState(({ runs, stale }) => runs.length > 0 && !stale);
  for (const target of ['tflite', 'coreml'] as const) await open.client.ask(api.makeExport, { body: { target } });
  const { shipping } = await events.untilState(({ shipping: { job, exports } }) => job === null && exports.length === 2);
  expect(shipping.exports.map(({ target, state, problem }) => [target, state, problem])).toEqual([
    ['tflite', 'ready', undefined],
    ['coreml', 'ready', undefined],
  ]);
  expect(shipping.exports.map(({ made }) => made?.millisecondsPerPhoto)).toEqual([undefined, undefined]); // a phone measures that
  const bytesOf = async (target: 'tflite' | 'coreml'): Promise<Buffer> =>
    Buffer.from(await (await open.client.send(api.download, { query: { target } })).arrayBuffer());
  expect((await bytesOf('tflite')).toString('latin1', 4, 8)).toBe('TFL3');
  expect((await bytesOf('coreml')).toString('latin1')).toContain('dog');
});
