import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TinyModel, tinyModel } from '../../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/temporary-folder.ts';
import { loadModel, type Model } from '../../classifier/model.ts';
import { decodeImage } from '../../media/decode-image.ts';
import { parsePreprocessing } from '../../preprocessing/parse-preprocessing.ts';
import { type RunningServer, serve } from '../serve.ts';
import { readByteElements, splitBody, writeByteElements } from './binary-body.ts';
import type { InferResponse } from './contract.ts';

// Requests as the protocol's specification has them, written by hand:
// https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md

let folder: TemporaryFolder;
let tiny: TinyModel;
let model: Model;
let server: RunningServer;
let photo: Buffer;
/** The pixels that the network sees of the photo. */
let pixels: Uint8Array;
/** What the library says of it, by class. */
let expected: number[];

beforeAll(async () => {
  folder = await temporaryFolder();
  tiny = await tinyModel(folder.path, 'tiny', ['red', 'blue', 'green']);
  model = await loadModel(tiny.folder);
  photo = await readFile(tiny.pictures[0] ?? '');
  pixels = await decodeImage(photo, parsePreprocessing(model.manifest.preprocessing, ''));
  const [predictions = []] = await model.predict([photo]);
  expected = predictions.toSorted((a, b) => a.index - b.index).map(({ probability }) => probability);
  server = await serve({ models: [tiny.folder], port: 0, watch: false });
});
afterAll(async () => {
  await server?.close();
  await model?.close();
  await folder[Symbol.asyncDispose]();
});

const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`);
  return { status: response.status, body: await response.json() };
};

async function infer(request: unknown, path = '/v2/models/tiny/infer') {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(request) });
  return { status: response.status, body: (await response.json()) as InferResponse & { error?: string; code?: string } }; // compared below
}

/** The floats of a tensor, bit for bit. */
const floats = (data: readonly (number | string)[] = []) => data.map((value) => Math.fround(Number(value)));

test('the server and its health', async () => {
  expect(await get('/v2/health/live')).toEqual({ status: 200, body: { live: true } });
  expect(await get('/v2/health/ready')).toEqual({ status: 200, body: { ready: true } });
  expect(await get('/v2')).toMatchObject({
    status: 200,
    body: { name: 'graft', extensions: expect.arrayContaining(['binary_tensor_data']) },
  });
});

test('the metadata of a model, with and without its version', async () => {
  const { body } = await get('/v2/models/tiny');
  expect(body).toMatchObject({
    name: 'tiny',
    platform: 'graft_onnx',
    inputs: [
      { name: 'image', datatype: 'BYTES', shape: [-1] },
      { name: 'pixels', datatype: 'UINT8', shape: [-1, 16, 16, 3] },
    ],
    outputs: expect.arrayContaining([{ name: 'probabilities', datatype: 'FP32', shape: [-1, 3] }]),
  });
  const [version] = (body as { versions: string[] }).versions; // checked by the next lines
  expect(await get(`/v2/models/tiny/versions/${version}`)).toEqual({ status: 200, body });
  expect(await get(`/v2/models/tiny/versions/${version}/ready`)).toEqual({ status: 200, body: { name: 'tiny', ready: true } });
  expect((await get('/v2/models/tiny/ready')).status).toBe(200);
  expect((await get('/v2/models/tiny/versions/1')).status).toBe(404);
});

describe('infer', () => {
  test('BYTES: a picture in base64', async () => {
    const input = { name: 'image', shape: [2], datatype: 'BYTES', data: [photo.toString('base64'), photo.toString('base64')] };
    const { status, body } = await infer({ id: 'a7', inputs: [input] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ model_name: 'tiny', id: 'a7' });
    const [probabilities, label] = body.outputs;
    expect(probabilities).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [2, 3] });
    expect(floats(probabilities?.data)).toEqual([...expected, ...expected]);
    expect(label).toMatchObject({ name: 'label', datatype: 'BYTES', shape: [2], data: ['red', 'red'] });
  });

  test('UINT8: pixels, nested and flat', async () => {
    const rows = Array.from({ length: 16 }, (_, y) =>
      Array.from({ length: 16 }, (_, x) => [...pixels.subarray(3 * (16 * y + x), 3 * (16 * y + x) + 3)]),
    );
    for (const data of [[rows], [...pixels]]) {
      const { body } = await infer({
        inputs: [{ name: 'pixels', shape: [1, 16, 16, 3], datatype: 'UINT8', data }],
        outputs: [{ name: 'probabilities' }],
      });
      expect(body.outputs).toHaveLength(1);
      expect(floats(body.outputs[0]?.data)).toEqual(expected);
    }
  });

  test('the parameter classification: the best classes as probability:index:label', async () => {
    const input = { name: 'image', shape: [1, 1], datatype: 'BYTES', data: [[photo.toString('base64')]] };
    const { body } = await infer({ inputs: [input], outputs: [{ name: 'probabilities', parameters: { classification: 2 } }] });
    expect(body.outputs[0]).toMatchObject({ datatype: 'BYTES', shape: [1, 2] });
    const [best] = body.outputs[0]?.data ?? [];
    expect(best).toBe(`${Math.max(...expected).toFixed(6)}:${model.classes.indexOf('red')}:red`);
  });

  test('binary data both ways, as clients of Triton send it', async () => {
    for (const { tensor, bytes } of [
      { tensor: { name: 'image', shape: [1], datatype: 'BYTES' }, bytes: Buffer.concat([lengthOf(photo), photo]) },
      { tensor: { name: 'pixels', shape: [1, 16, 16, 3], datatype: 'UINT8' }, bytes: Buffer.from(pixels) },
    ]) {
      const json = Buffer.from(
        JSON.stringify({
          inputs: [{ ...tensor, parameters: { binary_data_size: bytes.length } }],
          parameters: { binary_data_output: true },
        }),
      );
      const response = await fetch(`${server.url}/v2/models/tiny/infer`, {
        method: 'POST',
        body: new Uint8Array(Buffer.concat([json, bytes])),
        headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(json.length) },
      });
      expect(response.status).toBe(200);
      const body = new Uint8Array(await response.arrayBuffer());
      const { json: head, binary } = splitBody(body, response.headers.get('inference-header-content-length') ?? undefined);
      const { outputs } = JSON.parse(new TextDecoder().decode(head)) as InferResponse; // compared below
      expect(outputs.map(({ parameters }) => parameters)).toEqual(
        [12, 7, ...(outputs.length > 2 ? [4] : [])].map((size) => ({ binary_data_size: size })),
      );
      const view = new DataView(binary.buffer, binary.byteOffset);
      expect([0, 4, 8].map((at) => view.getFloat32(at, true))).toEqual(expected);
      expect(readByteElements(binary.subarray(12, 19), 1).map((label) => new TextDecoder().decode(label))).toEqual(['red']);
    }
  });

  const good = { name: 'image', shape: [1], datatype: 'BYTES', data: ['AAAA'] };
  test.each<readonly [what: string, request: unknown, status: number]>([
    ['no input', { inputs: [] }, 400],
    ['two inputs', { inputs: [good, good] }, 400],
    ['another datatype', { inputs: [{ ...good, datatype: 'FP32', data: [1] }] }, 400],
    ['another shape', { inputs: [{ ...good, datatype: 'UINT8', shape: [1, 3, 16, 16], data: [1] }] }, 400],
    ['a shape that is not that of the data', { inputs: [{ ...good, shape: [2] }] }, 400],
    ['too few numbers', { inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [1, 16, 16, 3], data: [1, 2] }] }, 400],
    ['too many numbers', { inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [1, 16, 16, 3], data: new Array(769).fill(1) }] }, 400],
    [
      'numbers that are no bytes',
      { inputs: [{ name: 'pixels', datatype: 'UINT8', shape: [1, 16, 16, 3], data: new Array(768).fill(256) }] },
      400,
    ],
    ['a huge shape', { inputs: [{ ...good, shape: [2 ** 40] }] }, 413],
    [
      'binary data that is not there',
      { inputs: [{ name: 'image', shape: [1], datatype: 'BYTES', parameters: { binary_data_size: 9 } }] },
      400,
    ],
    ['an input of another name', { inputs: [{ ...good, name: 'picture' }] }, 400],
    [
      'pixels under the name of files',
      { inputs: [{ name: 'image', datatype: 'UINT8', shape: [1, 16, 16, 3], data: new Array(768).fill(1) }] },
      400,
    ],
    ['an output of another name, before the picture is looked at', { inputs: [good], outputs: [{ name: 'logits' }] }, 400],
    [
      'a classification of none, likewise',
      { inputs: [good], outputs: [{ name: 'probabilities', parameters: { classification: 0 } }] },
      400,
    ],
    ['a picture that is none', { inputs: [good] }, 422],
  ])('%s is refused, with a string as the error', async (_what, request, status) => {
    const { status: came, body } = await infer(request);
    expect([came, typeof body.error, typeof body.code]).toEqual([status, 'string', 'string']);
  });

  test('an unknown output is refused', async () => {
    const input = { ...good, data: [photo.toString('base64')] };
    const { status, body } = await infer({ inputs: [input], outputs: [{ name: 'logits' }] });
    expect([status, body.code]).toEqual([400, 'INVALID_ARGUMENT']);
  });

  test('bytes after the JSON that no input claims are refused, not dropped', async () => {
    const json = JSON.stringify({ inputs: [{ ...good, data: [photo.toString('base64')] }] });
    const response = await fetch(`${server.url}/v2/models/tiny/infer`, {
      method: 'POST',
      body: `${json}more`,
      headers: { 'inference-header-content-length': String(json.length) },
    });
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'REQUEST_INVALID' })]);
  });
});

const lengthOf = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
};

test('elements of BYTES: what is written is read; lengths that do not fit are refused', () => {
  const written = writeByteElements(['one', '', 'zwölf']);
  expect(readByteElements(written, 3).map((bytes) => new TextDecoder().decode(bytes))).toEqual(['one', '', 'zwölf']);
  expect(() => readByteElements(written, 2)).toThrow(/do not fit/);
  expect(() => readByteElements(written.subarray(0, written.length - 1), 3)).toThrow(/do not fit/);
  expect(() => readByteElements(Uint8Array.of(255, 255, 255, 255, 1), 3)).toThrow(/do not fit/);
  expect(() => readByteElements(Uint8Array.of(1, 0), 3)).toThrow(/do not fit/);
});

test('a length of the JSON that is none is refused', () => {
  for (const length of ['9', '-1', '1e1', 'x', ''])
    expect(() => splitBody(new Uint8Array(4), length)).toThrow(/Inference-Header-Content-Length/);
});
