import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childProcesses } from '../../test/child-processes.ts';
import { answerOf } from '../../test/fixtures/served-answer.ts';
import { type TinyModel, tinyModel } from '../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { loadModel } from '../classifier/model.ts';
import { type RunningServer, serve } from './serve.ts';

let folder: TemporaryFolder;
let first: TinyModel;
let second: TinyModel;
let photo: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  folder = await temporaryFolder();
  first = await tinyModel(folder.path, 'first', ['red', 'blue', 'green']);
  second = await tinyModel(folder.path, 'second', ['cat', 'dog']);
  photo = new Uint8Array(await readFile(first.pictures[0] ?? ''));
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Serves a copy that may be changed, as `live`. */
async function serveCopy(name: string, watch: boolean): Promise<{ server: RunningServer; place: string; log: () => string }> {
  const place = join(folder.path, `${name}.graft`);
  await cp(first.folder, place, { recursive: true });
  let said = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      said += String(chunk);
      done();
    },
  });
  const server = await serve({ models: [{ name: 'live', folder: place }], port: 0, watch, log: { destination } });
  return { server, place, log: () => said };
}

const ask = (server: RunningServer) =>
  fetch(`${server.url}/v1/models/live/predict?top=1`, { method: 'POST', body: photo, headers: { 'content-type': 'image/jpeg' } });

/** Puts the second model where the first is, as training does: the folder is replaced in one step. */
async function replace(place: string): Promise<void> {
  await using model = await loadModel(second.folder);
  await model.save(place);
}

test('a reload under load drops no request, and ends on the new model', async () => {
  const { server, place } = await serveCopy('loaded', false);
  await using _server = server;
  let stop = false;
  const statuses: number[] = [];
  const versions = new Set<string>();
  const client = async (): Promise<void> => {
    while (!stop) {
      const response = await ask(server);
      statuses.push(response.status);
      versions.add((await answerOf(response)).model.version);
    }
  };
  const clients = Array.from({ length: 6 }, client);
  try {
    await expect.poll(() => statuses.length, { timeout: 15_000 }).toBeGreaterThan(5);
    await server.reload();
    await replace(place);
    await server.reload();
    const before = statuses.length;
    await expect.poll(() => statuses.length, { timeout: 15_000 }).toBeGreaterThan(before + 10);
  } finally {
    stop = true;
    await Promise.all(clients);
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(versions.size).toBe(2);
  expect((await answerOf(await ask(server))).images[0]?.predictions[0]?.label).toMatch(/cat|dog/);
});

test('a new model in the folder is noticed', { timeout: 30_000 }, async () => {
  const { server, place, log } = await serveCopy('watched', true);
  await using _server = server;
  await replace(place);
  await expect.poll(log, { timeout: 20_000, interval: 200 }).toContain('model loaded again');
  expect((await answerOf(await ask(server))).images[0]?.predictions[0]?.label).toMatch(/cat|dog/);
});

test('a new model that is copied in file by file is taken when it is whole', { timeout: 30_000 }, async () => {
  const { server, place, log } = await serveCopy('copied', true);
  await using _server = server;
  const network = await readFile(join(second.folder, 'model.onnx'));
  await writeFile(join(place, 'model.onnx'), network.subarray(0, network.length / 2));
  for (const file of ['labels.txt', 'graft.json']) await cp(join(second.folder, file), join(place, file));
  await expect.poll(log, { timeout: 20_000, interval: 200 }).toContain('the new model cannot be served');
  expect((await answerOf(await ask(server))).images[0]?.predictions[0]?.label).not.toMatch(/cat|dog/);
  await writeFile(join(place, 'model.onnx'), network);
  await expect.poll(log, { timeout: 20_000, interval: 200 }).toContain('model loaded again');
  expect((await answerOf(await ask(server))).images[0]?.predictions[0]?.label).toMatch(/cat|dog/);
});

test('a reload while the server stops, or after, leaves no process behind', async () => {
  const { server } = await serveCopy('stopped', false);
  const reloading = server.reload();
  await server.close();
  await reloading;
  await server.reload();
  expect(childProcesses('session-child')).toEqual([]);
});

test('a damaged new model leaves the old one serving, and says so in log and metrics', async () => {
  const { server, place, log } = await serveCopy('damaged', false);
  await using _server = server;
  await writeFile(join(place, 'model.onnx'), 'no network');
  await server.reload();
  expect((await ask(server)).status).toBe(200);
  expect(log()).toContain('the new model cannot be served; the old one goes on');
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('graft_model_loads_total{model="live",outcome="failed"} 1');
});

test('a model that cannot be served is refused at the start', async () => {
  await expect(serve({ models: [join(folder.path, 'none.graft')], port: 0 })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(serve({ models: [first.folder, first.folder], port: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(serve({ models: [], port: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
