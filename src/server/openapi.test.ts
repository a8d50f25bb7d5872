import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyModel } from '../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { createApp } from './app.ts';
import { errorBody } from './contract.ts';
import { defaultLimits } from './limits.ts';
import { openInferenceError } from './open-inference/contract.ts';
import { type Json, openapi } from './openapi.ts';
import { type RunningServer, serve } from './serve.ts';
import type { ServerContext } from './server-context.ts';

const description = openapi(defaultLimits, true);

/** Every object in the document, with its place. */
function* objectsOf(json: Json, place = '#'): Generator<readonly [place: string, object: Readonly<Record<string, Json>>]> {
  if (typeof json !== 'object' || json === null) return;
  if (!isArray(json)) yield [place, json];
  for (const [name, value] of Object.entries(json)) yield* objectsOf(value, `${place}/${name.replaceAll('/', '~1')}`);
}
const isArray = (json: Json): json is readonly Json[] => Array.isArray(json);
const places = new Map([...objectsOf(description)].map(([place, object]) => [place, object]));

test('every reference leads to something', () => {
  const references = [...places.values()].flatMap((object) => (typeof object['$ref'] === 'string' ? [object['$ref']] : []));
  expect(references.length).toBeGreaterThan(30);
  for (const reference of references) expect(places.has(reference), reference).toBe(true);
});

test('every parameter of a path is described there, and every operation has answers', () => {
  const paths = places.get('#/paths') ?? {};
  expect(Object.keys(paths).length).toBeGreaterThanOrEqual(13);
  for (const [path, item] of Object.entries(paths)) {
    const described = JSON.stringify(item);
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(described, path).toContain(`"name":"${name}","in":"path"`);
    expect(described).toContain('"responses":{"200"');
  }
});

test('the schemas are those that requests are parsed with', () => {
  expect(places.get('#/components/schemas/PredictRequest')).toMatchObject({
    type: 'object',
    required: ['images'],
    additionalProperties: false,
  });
  expect(places.get('#/components/schemas/Error')).toMatchObject({ required: ['error'] });
  expect(places.get('#')).toMatchObject({ openapi: '3.1.0', security: [{ token: [] }] });
  expect(openapi(defaultLimits, false)).not.toHaveProperty('security');
});

/** The operations, as `get /path`, with what is said of them. */
const operations: ReadonlyMap<string, Readonly<Record<string, Json>>> = new Map(
  Object.entries(places.get('#/paths') ?? {}).flatMap(
    ([path, item]) =>
      Object.entries(item ?? {})
        .filter(([method]) => method === 'get' || method === 'post')
        .map(([method, operation]) => [`${method} ${path}`, operation as Readonly<Record<string, Json>>] as const), // as OpenAPI has it
  ),
);

test('the operations are the routes of the server, each with a name of its own', () => {
  const context = { limits: defaultLimits, asksToken: true } as ServerContext; // all that routes look at before they are asked
  const routes = createApp(context)
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const ofPage = ['get /', 'get /openapi.json', 'get /recording-worklet.js'];
  expect([...operations.keys(), ...ofPage].sort()).toEqual(routes.sort());
  const names = [...operations.values()].map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(operations.size);
  expect(names).not.toContain(undefined);
});

let folder: TemporaryFolder;
let server: RunningServer;
beforeAll(async () => {
  folder = await temporaryFolder();
  const { folder: model } = await tinyModel(folder.path, 'tiny', ['red', 'blue']);
  server = await serve({ models: [model], port: 0, watch: false, limits: { maxBodyBytes: 1000 } });
});
afterAll(async () => {
  await server?.close();
  await folder[Symbol.asyncDispose]();
});

const elsewhere = { origin: 'https://elsewhere.example' };
const predict = 'post /v1/models/{name}/predict';
const infer = 'post /v2/models/{name}/infer';
const inferOfVersion = 'post /v2/models/{name}/versions/{version}/infer';

interface Failure {
  readonly operation: string;
  readonly status: number;
  readonly model?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

test.each<Failure>([
  { operation: 'get /metrics', status: 403, headers: elsewhere },
  { operation: 'get /v1/models', status: 403, headers: elsewhere },
  { operation: 'get /v1/models/{name}', status: 404, model: 'none' },
  { operation: predict, status: 400, body: '{', headers: { 'content-type': 'application/json' } },
  { operation: predict, status: 403, body: 'x', headers: elsewhere },
  { operation: predict, status: 404, model: 'none', body: 'x' },
  { operation: predict, status: 413, body: 'x'.repeat(1001) },
  { operation: predict, status: 415, body: 'x' },
  { operation: predict, status: 422, body: 'x', headers: { 'content-type': 'image/jpeg' } },
  { operation: 'get /v2', status: 403, headers: elsewhere },
  { operation: 'get /v2/models/{name}', status: 404, model: 'none' },
  { operation: 'get /v2/models/{name}/ready', status: 404, model: 'none' },
  { operation: 'get /v2/models/{name}/versions/{version}', status: 404 },
  { operation: infer, status: 400, body: '{' },
  { operation: infer, status: 413, body: 'x'.repeat(1001) },
  { operation: infer, status: 415, body: 'x', headers: { 'content-encoding': 'gzip' } },
  { operation: infer, status: 422, body: '{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":["AAAA"]}]}' },
  { operation: inferOfVersion, status: 404, body: '{' },
])('$operation fails with $status as it is described', async ({ operation, status, model = 'tiny', body, headers = {} }) => {
  const [method = '', path = ''] = operation.split(' ');
  const url = server.url + path.replace('{name}', model).replace('{version}', 'none');
  const response = await fetch(url, { method: method.toUpperCase(), headers, body: body ?? null });
  expect(response.status).toBe(status);
  const described = JSON.stringify(operations.get(operation)?.['responses']?.[status as never] ?? 'nothing'); // a number of the record
  const [, name] = /#\/components\/schemas\/(\w+)/.exec(described) ?? [];
  const schema = name === 'Error' ? errorBody : name === 'OpenInferenceError' ? openInferenceError : v.never();
  expect(v.safeParse(schema, await response.json()).issues).toBeUndefined();
});

test('how binary tensors come and go is described', () => {
  for (const operation of [infer, inferOfVersion]) {
    const described = JSON.stringify(operations.get(operation));
    expect(described.match(/"application\/octet-stream":/g)).toHaveLength(2);
    expect(described).toContain('"name":"Inference-Header-Content-Length","in":"header"');
  }
});
