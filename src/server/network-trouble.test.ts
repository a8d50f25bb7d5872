import { readFile } from 'node:fs/promises';
import { kill } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childProcesses } from '../../test/child-processes.ts';
import { answerOf } from '../../test/fixtures/served-answer.ts';
import { type TinyModel, tinyModel } from '../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { type RunningServer, serve } from './serve.ts';

let folder: TemporaryFolder;
let model: TinyModel;
let photo: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  folder = await temporaryFolder();
  model = await tinyModel(folder.path, 'tiny', ['red', 'blue']);
  photo = new Uint8Array(await readFile(model.pictures[0] ?? ''));
});
afterAll(() => folder[Symbol.asyncDispose]());

async function ask(server: RunningServer) {
  const options = { method: 'POST', body: photo, headers: { 'content-type': 'image/jpeg' } };
  const response = await fetch(`${server.url}/v1/models/tiny/predict`, options);
  return { status: response.status, code: (await answerOf(response)).error?.code };
}
const metrics = async (server: RunningServer): Promise<string> => await (await fetch(`${server.url}/metrics`)).text();

/** The one process that runs a network. */
function networkProcess(): number {
  const [pid, ...others] = childProcesses('session-child');
  if (pid === undefined || others.length > 0) throw new Error('Expected one process that runs a network.');
  return pid;
}

test('while the network hangs requests are refused in their time, and hold nothing; when it goes on they are answered', async () => {
  await using server = await serve({ models: [model.folder], port: 0, watch: false, limits: { answerMs: 1000 } });
  const pid = networkProcess();
  kill(pid, 'SIGSTOP');
  const started = performance.now();
  const answers = await Promise.all([1, 2, 3].map(() => ask(server)));
  expect(performance.now() - started).toBeLessThan(5000);
  for (const answer of answers) expect(answer).toEqual({ status: 503, code: 'TIMED_OUT' });
  expect(await metrics(server)).toMatch(/^graft_queue_images 0$/m);
  kill(pid, 'SIGCONT');
  await expect.poll(async () => (await ask(server)).status, { timeout: 15_000 }).toBe(200);
});

test('what hangs does not hold up the end', async () => {
  const server = await serve({ models: [model.folder], port: 0, watch: false, limits: { shutdownMs: 500 } });
  kill(networkProcess(), 'SIGSTOP');
  const asked = ask(server).catch(() => 'cut off');
  await expect.poll(async () => await metrics(server)).toMatch(/^graft_queue_images 1$/m);
  const started = performance.now();
  await server.close();
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await asked).toBe('cut off');
});

test('where native code crashes its requests get a 500, and the next are answered', async () => {
  await using server = await serve({ models: [model.folder], port: 0, watch: false });
  const pid = networkProcess();
  kill(pid, 'SIGSTOP');
  const asked = ask(server);
  await expect.poll(async () => await metrics(server)).toMatch(/^graft_queue_images 1$/m);
  kill(pid, 'SIGKILL');
  expect(await asked).toEqual({ status: 500, code: 'RUNTIME_FAILED' });
  expect((await ask(server)).status).toBe(200);
  expect(await metrics(server)).toMatch(/^graft_model_process_ends_total\{model="tiny"\} 1$/m);
});
