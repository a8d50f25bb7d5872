import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { basename } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeHostileFile, refusals } from '../../test/fixtures/make-hostile-file.ts';
import { answerOf } from '../../test/fixtures/served-answer.ts';
import { speakHttp } from '../../test/fixtures/speak-http.ts';
import { askDirectly, type TinyModel, tinyModel } from '../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { type RunningServer, type ServeOptions, serve } from './serve.ts';

let folder: TemporaryFolder;
let model: TinyModel;
let server: RunningServer;
let photo: Buffer;
let photoPath: string;

/** The machine may be busy. */
const patience = { timeout: 15_000 };

const start = (options: Partial<ServeOptions> = {}): Promise<RunningServer> =>
  serve({ models: [model.folder], port: 0, watch: false, ...options });

beforeAll(async () => {
  folder = await temporaryFolder();
  model = await tinyModel(folder.path, 'tiny', ['red', 'blue', 'green']);
  photoPath = model.pictures[0] ?? '';
  photo = await readFile(photoPath);
  server = await start();
});
afterAll(async () => {
  await server?.close();
  await folder[Symbol.asyncDispose]();
});

const url = (path: string, of = server): string => `${of.url}${path}`;
const predictPath = '/v1/models/tiny/predict';

/** Posts a body; gives the status and the JSON that came. */
async function post(path: string, body: RequestInit['body'], headers: Readonly<Record<string, string>> = {}, of = server) {
  const response = await fetch(url(path, of), { method: 'POST', body: body ?? null, headers });
  return { status: response.status, headers: response.headers, body: await answerOf(response) };
}
const postJson = (path: string, body: unknown, of = server) => post(path, JSON.stringify(body), { 'content-type': 'application/json' }, of);

function formOf(...files: readonly (readonly [name: string, bytes: Uint8Array])[]): FormData {
  const form = new FormData();
  for (const [name, bytes] of files) form.append('image', new Blob([new Uint8Array(bytes)]), name);
  return form;
}

describe('predict', () => {
  test('a form, a picture itself and base64 give what the library gives', async () => {
    const expected = await askDirectly(model.folder, photoPath);
    const answers = await Promise.all([
      post(predictPath, formOf([basename(photoPath), photo])),
      post(predictPath, new Uint8Array(photo), { 'content-type': 'image/jpeg' }),
      post(predictPath, new Uint8Array(photo), { 'content-type': 'application/octet-stream' }),
      postJson(predictPath, { images: [{ base64: photo.toString('base64'), name: 'a' }] }),
      postJson(predictPath, { images: [{ base64: `data:image/jpeg;base64,${photo.toString('base64')}` }] }),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.model.name).toBe('tiny');
      expect(body.images[0]?.predictions).toEqual(expected);
    }
    expect(answers[0]?.body.images[0]?.name).toBe(basename(photoPath));
    expect(answers[3]?.body.images[0]?.name).toBe('a');
  });

  test('top and coverage, in the query and in JSON', async () => {
    const query = await post(`${predictPath}?top=1&coverage=0.9`, new Uint8Array(photo), { 'content-type': 'image/jpeg' });
    expect(query.body.images[0]?.predictions[0]).toHaveProperty('inSet', true);
    const json = await postJson(predictPath, { images: [{ base64: photo.toString('base64') }], top: 2 });
    expect(json.body.images[0]?.predictions).toHaveLength(2);
    expect(await post(`${predictPath}?top=0`, new Uint8Array(photo), { 'content-type': 'image/jpeg' })).toMatchObject({
      status: 400,
      body: { error: { code: 'REQUEST_INVALID' } },
    });
  });

  test('of several pictures one that is broken has its error, the others their answers', async () => {
    const { status, body } = await post(predictPath, formOf(['one.jpg', photo], ['torn.jpg', photo.subarray(0, 200)], ['two.jpg', photo]));
    expect(status).toBe(200);
    expect(body.images.map((image: object) => 'error' in image)).toEqual([false, true, false]);
    expect(body.images[1]).toMatchObject({ name: 'torn.jpg', error: { code: 'IMAGE_UNREADABLE' } });
  });

  test.each(Object.entries(refusals))('a hostile file alone (%s) is refused with %s', async (what, code) => {
    const bytes = await makeHostileFile(what as keyof typeof refusals); // the record's own keys
    const { status, body } = await post(predictPath, formOf(['x.jpg', bytes]));
    expect(status).toBe(code === 'IMAGE_TOO_LARGE' ? 413 : 422);
    expect(body.error).toMatchObject({ code, hint: expect.any(String), requestId: expect.any(String) });
  });

  test('an SVG is not drawn, however it is wrapped', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>');
    const { gzipSync } = await import('node:zlib');
    for (const bytes of [svg, gzipSync(svg)])
      expect(await post(predictPath, formOf(['x.svg', bytes]))).toMatchObject({
        status: 422,
        body: { error: { code: 'IMAGE_UNREADABLE' } },
      });
  });
});

describe('what is not as it should be', () => {
  const image = { 'content-type': 'image/jpeg' };
  test.each<readonly [what: string, path: string, body: string, headers: Readonly<Record<string, string>>, status: number, code: string]>([
    ['another model', '/v1/models/other/predict', 'x', image, 404, 'UNKNOWN_MODEL'],
    ['another path', '/v1/nothing', 'x', image, 404, 'UNKNOWN_ROUTE'],
    ['another method', '/v1/models', 'x', image, 405, 'METHOD_REFUSED'],
    ['another media type', predictPath, 'x', { 'content-type': 'text/plain' }, 415, 'BODY_UNSUPPORTED'],
    ['a compressed body', predictPath, 'x', { ...image, 'content-encoding': 'gzip' }, 415, 'BODY_UNSUPPORTED'],
    ['JSON that is none', predictPath, '{"images": [', { 'content-type': 'application/json' }, 400, 'REQUEST_INVALID'],
    [
      'JSON of another form',
      predictPath,
      '{"images": [{"path": "/etc/passwd"}]}',
      { 'content-type': 'application/json' },
      400,
      'REQUEST_INVALID',
    ],
    ['base64 that is none', predictPath, '{"images": [{"base64": "%%%"}]}', { 'content-type': 'application/json' }, 400, 'REQUEST_INVALID'],
    ['a form that is none', predictPath, 'x', { 'content-type': 'multipart/form-data; boundary=b' }, 400, 'REQUEST_INVALID'],
    ['a form without a boundary', predictPath, 'x', { 'content-type': 'multipart/form-data' }, 400, 'REQUEST_INVALID'],
    [
      'an address, where none is fetched',
      predictPath,
      '{"images": [{"url": "http://example.com/a.jpg"}]}',
      { 'content-type': 'application/json' },
      422,
      'ADDRESS_REFUSED',
    ],
    ['nothing at all', predictPath, '', image, 422, 'IMAGE_UNREADABLE'],
    ['a page of another site', predictPath, 'x', { ...image, origin: 'https://evil.example' }, 403, 'ORIGIN_REFUSED'],
  ])('%s', async (_what, path, body, headers, status, code) => {
    const answer = await post(path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) });
    expect(answer.body.error.requestId).toBe(answer.headers.get('x-request-id'));
    expect(JSON.stringify(answer.body)).not.toContain(folder.path);
  });

  test('a text field of a form, with what to write instead', async () => {
    const form = new FormData();
    form.append('image', 'photo.jpg');
    const { status, body } = await post(predictPath, form);
    expect([status, body.error.hint]).toEqual([400, 'Send files; with curl that is -F image=@photo.jpg, with the @.']);
  });

  test('another host name, as a page has that rebinds its own', async () => {
    const response = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(url('/v1/models'), { headers: { host: 'evil.example' } }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(response).toBe(403);
  });

  test('the allowed methods are told', async () => {
    const response = await fetch(url('/v1/models'), { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(
      (await fetch(url('/v1/models'), { method: 'OPTIONS', headers: { origin: server.url } })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /v1/models/tiny/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcd', 400],
    ['a host that is none', 'GET /health HTTP/1.1\r\nhost: a b\r\n\r\n', 400],
    ['a length and chunks', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ])('%s is answered in the same form', async (_what, text, status) => {
    const answer = await speakHttp(server.port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const { error } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', hint: expect.any(String), requestId: expect.any(String) });
    expect(answer).toContain(`x-request-id: ${error.requestId}`);
    expect(answer).toContain('x-content-type-options: nosniff');
    expect(await (await fetch(url('/metrics'))).text()).toContain(
      `graft_http_requests_total{method="none",route="none",status="${status}"}`,
    );
  });

  test('a request that names no host, as probes of HTTP/1.0 do, is answered', async () => {
    expect(await speakHttp(server.port, 'GET /health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 .*"ok"/s);
    expect(await speakHttp(server.port, 'GET /v1/models HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 .*ORIGIN_REFUSED/s);
  });
});

describe('limits', () => {
  test('of bytes: by the header at once, and as they come', async () => {
    await using small = await start({ limits: { maxBodyBytes: 1000 } });
    expect(await post(predictPath, new Uint8Array(2000), { 'content-type': 'image/jpeg' }, small)).toMatchObject({
      status: 413,
      body: { error: { code: 'BODY_TOO_LARGE' } },
    });
    const chunked = await speakHttp(
      small.port,
      `POST ${predictPath} HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n${'a'.repeat(2000)}\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect((await fetch(url('/health', small))).status).toBe(200);
  });

  test('of pictures and of pixels', async () => {
    await using small = await start({ limits: { maxImages: 1, maxPixels: 1000 } });
    expect(await post(predictPath, formOf(['a', photo], ['b', photo]), {}, small)).toMatchObject({
      status: 413,
      body: { error: { code: 'BODY_TOO_LARGE' } },
    });
    expect(await post(predictPath, formOf(['a', photo]), {}, small)).toMatchObject({
      status: 413,
      body: { error: { code: 'IMAGE_TOO_LARGE' } },
    });
    const dot = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    expect((await post(predictPath, formOf(['a', dot]), {}, small)).status).toBe(200);
  });

  test('of the queue: what goes over it is refused at once and told when to come back', async () => {
    await using small = await start({ limits: { maxQueue: 2 } });
    const three = await post(predictPath, formOf(['a', photo], ['b', photo], ['c', photo]), {}, small);
    expect(three).toMatchObject({ status: 503, body: { error: { code: 'OVERLOADED' } } });
    expect(Number(three.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const many = await Promise.all(
      Array.from({ length: 40 }, () => post(predictPath, new Uint8Array(photo), { 'content-type': 'image/jpeg' }, small)),
    );
    const statuses = new Set(many.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 503]);
    expect(await (await fetch(url('/metrics', small))).text()).toMatch(/graft_shed_total\{limit="images"\} \d+/);
  });

  test('of all bodies held at a time, and of requests', async () => {
    await using small = await start({ limits: { maxHeldBytes: 1000 } });
    expect((await post(predictPath, new Uint8Array(2000), { 'content-type': 'image/jpeg' }, small)).status).toBe(503);
    await using one = await start({ limits: { maxRequests: 1 } });
    const slow = connect(one.port, '127.0.0.1');
    slow.write(`POST ${predictPath} HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\ncontent-length: 100\r\n\r\nabc`);
    await expect
      .poll(async () => (await post(predictPath, new Uint8Array(photo), { 'content-type': 'image/jpeg' }, one)).status, patience)
      .toBe(503);
    slow.destroy();
    await expect
      .poll(async () => (await post(predictPath, new Uint8Array(photo), { 'content-type': 'image/jpeg' }, one)).status, patience)
      .toBe(200);
  });
});

describe('who may ask', () => {
  test('without a token this machine alone; a short one is none', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      hint: expect.stringContaining('GRAFT_TOKEN'),
    });
    await expect(start({ token: 'short' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('with one who has it; health is open', async () => {
    const token = 'sixteen-characters-at-least';
    await using closed = await start({ host: '0.0.0.0', token });
    const local = { ...closed, url: `http://127.0.0.1:${closed.port}` };
    for (const path of ['/v1/models', '/v2', '/metrics', '/openapi.json', '/nothing']) {
      expect((await fetch(url(path, local))).status, path).toBe(401);
      expect((await fetch(url(path, local), { headers: { authorization: 'Bearer another-token-of-length' } })).status, path).toBe(401);
    }
    expect((await fetch(url('/v1/models', local), { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await fetch(url('/health', local))).status).toBe(200);
    expect((await fetch(url('/v2/health/ready', local))).status).toBe(200);
  });
});

describe('addresses of pictures', () => {
  const ask = (of: RunningServer, address: string) => postJson(predictPath, { images: [{ url: address }] }, of);

  test('private ones are refused, by number and by name; so is what is no address on the web', async () => {
    await using fetching = await start({ allowUrls: true, fetching: { resolve: async () => [{ address: '192.168.0.9', family: 4 }] } });
    for (const address of [
      'http://127.0.0.1/a.jpg',
      'http://[::1]/a.jpg',
      'http://169.254.169.254/latest',
      'http://inner.example/a.jpg',
      'file:///etc/passwd',
      'photos/a.jpg',
    ]) {
      const { status, body } = await ask(fetching, address);
      expect([status, body.error.code], address).toEqual([422, 'ADDRESS_REFUSED']);
      expect(body.error.hint).not.toContain('--allow-private-addresses'); // the server has no such option
      expect(body.error.message).not.toMatch(/192\.168|inner/); // nor is it told what a name is here
    }
  });

  test('what comes is counted as it comes; where there is too much of it, no other picture is fetched to its end', async () => {
    let broken = 0;
    const source = createServer((_request, response) => {
      const more = setInterval(() => response.write(Buffer.alloc(10_000)), 5);
      response.on('close', () => {
        clearInterval(more);
        broken++;
      });
    }).listen(0, '127.0.0.1');
    await once(source, 'listening');
    const base = `http://127.0.0.1:${(source.address() as AddressInfo).port}`; // of a server that listens on a port
    const limits = { maxHeldBytes: 200_000 };
    await using fetching = await start({ allowUrls: true, limits, fetching: { allows: (ip) => ip === '127.0.0.1' } });
    const { status, body } = await postJson(predictPath, { images: [1, 2, 3, 4].map((at) => ({ url: `${base}/${at}` })) }, fetching);
    expect([status, body.error.code]).toEqual([503, 'OVERLOADED']);
    await expect.poll(() => broken, patience).toBe(4);
    source.closeAllConnections();
    source.close();
  });

  test('allowed ones are fetched, within the limits of bytes and time, and not on to where it is not allowed', async () => {
    const source = createServer((request, response) => {
      if (request.url === '/photo.jpg') response.end(photo);
      else if (request.url === '/large') response.end(Buffer.alloc(200_000));
      else if (request.url === '/on') response.writeHead(302, { location: 'http://192.168.0.9/' }).end();
      else if (request.url !== '/never') response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(source, 'listening');
    const address = source.address();
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const limits = { maxBodyBytes: 100_000, answerMs: 1500 };
    await using fetching = await start({ allowUrls: true, limits, fetching: { allows: (ip) => ip === '127.0.0.1' } });
    expect((await ask(fetching, `${base}/photo.jpg`)).body.images[0]?.predictions).toEqual(await askDirectly(model.folder, photoPath));
    const outcomes = await Promise.all(['large', 'on', 'missing', 'never'].map((path) => ask(fetching, `${base}/${path}`)));
    expect(outcomes.map(({ status, body }) => [status, body.error.code])).toEqual([
      [422, 'DOWNLOAD_FAILED'],
      [422, 'ADDRESS_REFUSED'],
      [422, 'DOWNLOAD_FAILED'],
      [503, 'TIMED_OUT'],
    ]);
    source.closeAllConnections();
    source.close();
  });
});
