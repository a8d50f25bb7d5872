import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { speakHttp } from '../../test/fixtures/speak-http.ts';
import { type TinyModel, tinyModel } from '../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { type RunningServer, type ServeOptions, serve } from './serve.ts';

let folder: TemporaryFolder;
let model: TinyModel;
let photo: Buffer;

/** The machine may be busy. */
const patience = { timeout: 15_000 };

const start = (options: Partial<ServeOptions> = {}): Promise<RunningServer> =>
  serve({ models: [model.folder], port: 0, watch: false, ...options });

beforeAll(async () => {
  folder = await temporaryFolder();
  model = await tinyModel(folder.path, 'tiny', ['red', 'blue']);
  photo = await readFile(model.pictures[0] ?? '');
});
afterAll(() => folder[Symbol.asyncDispose]());

const url = (path: string, of: RunningServer): string => `${of.url}${path}`;
const predictPath = '/v1/models/tiny/predict';

describe('time', () => {
  test('clients that drip are cut off: in the headers, and in the body', async () => {
    await using hasty = await start({ limits: { headersMs: 200, bodyMs: 400 } });
    expect(await speakHttp(hasty.port, 'GET /health HTTP/1.1\r\nhost: loc')).toMatch(/^HTTP\/1\.1 408 /);
    const body = await speakHttp(
      hasty.port,
      `POST ${predictPath} HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\ncontent-length: 100\r\n\r\nabc`,
    );
    expect(body).toMatch(/^HTTP\/1\.1 408 /);
    expect((await fetch(url('/health', hasty))).status).toBe(200);
  });

  test('clients that do not read what they asked for are cut off', async () => {
    await using hasty = await start({ limits: { headersMs: 300, bodyMs: 300, answerMs: 700 } });
    const socket = connect(hasty.port, '127.0.0.1').pause();
    socket.on('error', () => {}); // it may be reset while this writes
    const ended = once(socket, 'close');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(3000));
    const metrics = async (): Promise<string> => await (await fetch(url('/metrics', hasty))).text();
    await expect.poll(metrics, patience).toMatch(/graft_http_requests_total\{method="GET",route="\/",status="200"\} \d{2,}/);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    socket.resume(); // what lies in the system's buffers comes, and then the end, well before all of it
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await ended;
    const page = (await (await fetch(url('/', hasty))).text()).length;
    expect(bytes).toBeLessThan(3000 * page);
  });

  test('of times that are out of proportion, or that no timer takes', async () => {
    for (const limits of [{ bodyMs: 5000 }, { headersMs: 1001 }, { headersMs: 1 }]) await (await start({ limits })).close();
    await expect(start({ limits: { answerMs: 2 ** 31 } })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('limits.answerMs'),
    });
  });
});

describe('stopping', () => {
  test('a request that was coming is told so', async () => {
    const stopping = await start();
    const said = speakHttp(stopping.port, 'GET /health HTTP/1.1\r\nhost: localhost\r\n', async (socket) => {
      await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0);
      expect((await fetch(url('/health', stopping))).status).toBe(200); // by then the server has read of it
      void stopping.close();
      socket.write('\r\n');
    });
    expect(await said).toMatch(/^HTTP\/1\.1 503 .*"STOPPING"/s);
    await stopping.close();
  });

  test('what is in flight is finished, nothing new is let in', async () => {
    const stopping = await start();
    const head = `POST ${predictPath} HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\ncontent-length: ${photo.length}\r\n\r\n`;
    const socket = connect(stopping.port, '127.0.0.1');
    socket.write(head);
    socket.write(photo.subarray(0, 100));
    await expect
      .poll(async () => (await (await fetch(url('/metrics', stopping))).text()).includes('graft_in_flight_requests 1'), patience)
      .toBe(true);
    const closed = stopping.close();
    await expect(fetch(url('/health', stopping))).rejects.toThrow(); // not even a connection
    let said = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      said += chunk;
    });
    socket.write(photo.subarray(100));
    await closed;
    expect(said).toMatch(/^HTTP\/1\.1 200 /);
    expect(said.toLowerCase()).toContain('connection: close');
  });

  test('connections that never said anything do not hold it up', async () => {
    const stopping = await start();
    const socket = connect(stopping.port, '127.0.0.1').resume();
    await once(socket, 'connect');
    expect((await fetch(url('/health', stopping))).status).toBe(200); // by then the other one is accepted, too
    const started = performance.now();
    await stopping.close();
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('what does not end is cut off', async () => {
    const stopping = await start({ limits: { shutdownMs: 200 } });
    const socket = connect(stopping.port, '127.0.0.1');
    socket.write(`POST ${predictPath} HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\ncontent-length: 100\r\n\r\nabc`);
    await expect
      .poll(async () => (await (await fetch(url('/metrics', stopping))).text()).includes('graft_in_flight_requests 1'), patience)
      .toBe(true);
    const ended = once(socket.resume(), 'close');
    await stopping.close();
    await ended;
  });
});

test('a port that is taken is told so', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(start({ port })).rejects.toMatchObject({ code: 'LISTEN_FAILED', message: expect.stringContaining('another program does') });
  other.close();
});
