import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningServer, serve } from 'graft-ml/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../src/tensor/random.ts';
import { drip, type FuzzPlan, type FuzzTally, throwBroken, throwDamaged, throwFiles } from './fixtures/fuzz-server.ts';
import { makeHostileFile, refusals } from './fixtures/make-hostile-file.ts';
import { answerOf, type ServedAnswer } from './fixtures/served-answer.ts';
import { askDirectly, type TinyModel, tinyModel } from './fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** Statuses that say whose fault it was: the client's, or that there is too much to do. 500 would be ours. */
const refused = [400, 403, 404, 405, 408, 413, 415, 422, 431, 503];

const troublesome = fileURLToPath(new URL('../../shared/datasets/troublesome/', import.meta.url));

let folder: TemporaryFolder;
let model: TinyModel;
let server: RunningServer;
let plan: FuzzPlan;
let tally: FuzzTally;
/** What is said of the first picture. */
let expected: ServedAnswer['images'];

beforeAll(async () => {
  folder = await temporaryFolder();
  model = await tinyModel(folder.path, 'tiny', ['red', 'blue']);
  server = await serve({ models: [model.folder], port: 0, limits: { headersMs: 1000, bodyMs: 2000 } });
  expected = [expect.objectContaining({ predictions: await askDirectly(model.folder, model.pictures[0] ?? '') })];
  const sound = await Promise.all(model.pictures.slice(0, 3).map((path) => readFile(path)));
  const hostile = await Promise.all(Object.keys(refusals).map((what) => makeHostileFile(what as keyof typeof refusals))); // the record's own keys
  plan = { url: server.url, model: 'tiny', files: [...sound, ...hostile], random: seededRandom(4) };
});
afterAll(async () => {
  await server?.close();
  await folder[Symbol.asyncDispose]();
});

/** The server says the same of a sound picture as before, holds nothing back, and no answer was a fault of its own. */
async function expectServing(): Promise<void> {
  const photo = new Uint8Array(await readFile(model.pictures[0] ?? ''));
  const headers = { 'content-type': 'image/jpeg' };
  const response = await fetch(`${server.url}/v1/models/tiny/predict`, { method: 'POST', body: photo, headers });
  expect(response.status).toBe(200);
  expect((await answerOf(response)).images).toEqual(expected);
  for (const status of tally.keys()) expect([200, 'none', ...refused]).toContain(status);
  const metrics = async (): Promise<string> => await (await fetch(`${server.url}/metrics`)).text();
  await expect.poll(metrics, { timeout: 10_000 }).toMatch(/^graft_in_flight_requests 0$/m);
  await expect.poll(metrics, { timeout: 10_000 }).toMatch(/^graft_queue_images 0$/m);
  expect(await metrics()).not.toContain('graft_model_process_ends_total{');
}

describe('whatever a client sends, the server goes on', () => {
  test('files that break decoders, in every form', { timeout: 60_000 }, async () => {
    tally = new Map();
    await throwFiles(plan, 'all', tally);
    expect(tally.get(422)).toBeGreaterThan(20);
    await expectServing();
  });

  test('files damaged at random', { timeout: 60_000 }, async () => {
    tally = new Map();
    await throwDamaged(plan, 150, tally);
    await expectServing();
  });

  test('requests that lie about their length and kind, and bytes that are no request', { timeout: 60_000 }, async () => {
    tally = new Map();
    const parts = Array.from({ length: 8 }, (_, seed) => throwBroken({ ...plan, random: seededRandom(seed) }, 20, tally));
    await Promise.all(parts);
    expect(tally.get(400)).toBeGreaterThan(5);
    await expectServing();
  });

  test('clients that drip, beside others that are served', { timeout: 60_000 }, async () => {
    tally = new Map();
    await Promise.all([drip(plan, 60, 4000), throwDamaged(plan, 40, tally)]);
    expect(tally.get('none') ?? 0).toBe(0);
    await expectServing();
  });

  test.skipIf(!existsSync(troublesome))('real troublesome files (skipped where ../shared is not there)', { timeout: 120_000 }, async () => {
    tally = new Map();
    const names = readFileSync(join(troublesome, 'MANIFEST.tsv'), 'utf8').trim().split('\n').slice(1);
    const files = names.map((row) => readFileSync(join(troublesome, row.split('\t')[0] ?? '')));
    await throwFiles({ ...plan, files }, 'in-turn', tally);
    expect(tally.get(200)).toBeGreaterThan(60);
    expect(tally.get(422)).toBeGreaterThan(15);
    await expectServing();
  });
});
