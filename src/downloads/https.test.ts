import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { drain } from '../tasks/drain.ts';
import { type HttpsOptions, httpsSource } from './https.ts';

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
/** A request for the rest of the file. */
const resumed: unknown = expect.stringMatching(/^bytes=[1-9]\d*-$/);

const quick: HttpsOptions = { retryDelayMs: 1 };

/** A server that answers each request in turn as it is told; the last answer is given from then on. */
async function serve(...answers: RequestListener[]): Promise<{ url: string; ranges: (string | undefined)[] } & AsyncDisposable> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    answers[Math.min(ranges.length, answers.length - 1)]?.(request, response);
    ranges.push(request.headers.range);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so it is one
  return {
    url: `http://127.0.0.1:${port}/nets/graph%20a.lite`,
    ranges,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Behaviour {
  readonly etag?: string;
  readonly body?: Buffer;
  /** Cut the connection after so many bytes. */
  readonly cutAfter?: number;
  readonly ignoreRange?: boolean;
  readonly headers?: Record<string, string>;
}

/** A server that does ranges by the book, but for what it is told otherwise. */
const file =
  ({ etag = '"1"', body = content, cutAfter, ignoreRange = false, headers = {} }: Behaviour = {}): RequestListener =>
  (request: IncomingMessage, response: ServerResponse) => {
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const ranged = !ignoreRange && asked !== null && request.headers['if-range'] === etag;
    const start = ranged ? Number(asked?.[1]) : 0;
    if (start >= body.length) return void response.writeHead(416).end();
    if (etag !== '') response.setHeader('etag', etag);
    if (ranged) response.setHeader('content-range', `bytes ${start}-${body.length - 1}/${body.length}`);
    const part = body.subarray(start);
    response.writeHead(ranged ? 206 : 200, { 'content-length': part.length, ...headers });
    if (cutAfter === undefined) response.end(part);
    else response.write(part.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 50));
  };

const wanted = (url: string, folder: TemporaryFolder) => ({
  address: { scheme: 'https' as const, url },
  sha256: sha256(content),
  bytes: content.length,
  target: join(folder.path, 'partial'),
});

async function download(url: string, folder: TemporaryFolder, options: HttpsOptions = quick): Promise<Buffer> {
  await drain(httpsSource([wanted(url, folder)], options));
  return readFile(join(folder.path, 'partial'));
}

describe('httpsSource', () => {
  test('downloads, tells progress to the last byte, and leaves nothing but the file', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(file());
    const events: unknown[] = [];
    await drain(httpsSource([wanted(server.url, folder)], quick), (event) => events.push(event));
    expect(events.at(-1)).toEqual({ type: 'download', file: 'graph a.lite', bytes: content.length, totalBytes: content.length });
    expect((await readFile(join(folder.path, 'partial'))).equals(content)).toBe(true);
    await expect(stat(join(folder.path, 'partial.json'))).rejects.toThrow('ENOENT');
  });

  test('goes on where a broken connection stopped', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(file({ cutAfter: 70_000 }), file({ cutAfter: 50_000 }), file());
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    const [, second, third] = server.ranges.map((range) => Number(range?.slice('bytes='.length, -1)));
    // A connection that is cut may take bytes that were under way with it.
    expect(second).toBeGreaterThan(0);
    expect(third).toBeGreaterThanOrEqual(second ?? 0);
    expect(third).toBeLessThanOrEqual(120_000);
  });

  test('goes on in a later run', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(file({ cutAfter: 70_000 }), file());
    const first = httpsSource([wanted(server.url, folder)], { retryDelayMs: 60_000, signal: AbortSignal.timeout(400) });
    await expect(drain(first)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    expect(server.ranges).toEqual([undefined, resumed]);
  });

  test.each<[string, Behaviour]>([
    ['ignores ranges', { ignoreRange: true }],
    ['has another file by now', { etag: '"2"' }],
  ])('begins anew where the server %s', async (_what, later) => {
    await using folder = await temporaryFolder();
    const other = Buffer.from(content).reverse();
    await using server = await serve(file({ cutAfter: 70_000, body: other }), file(later));
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    expect(server.ranges).toEqual([undefined, resumed]);
  });

  test.each(['', 'W/"1"'])('never goes on by the word of a server whose ETag is %j', async (etag) => {
    await using folder = await temporaryFolder();
    await using server = await serve(file({ etag, cutAfter: 70_000 }), file({ etag }));
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    expect(server.ranges).toEqual([undefined, undefined]);
  });

  test('begins anew after a range that is not the one asked for, and after "range not satisfiable"', async () => {
    await using folder = await temporaryFolder();
    const wrongRange: RequestListener = (_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-9/${content.length}` }).end(content.subarray(0, 10));
    };
    const notSatisfiable: RequestListener = (_request, response) => void response.writeHead(416).end();
    await using server = await serve(file({ cutAfter: 70_000 }), wrongRange, file({ cutAfter: 70_000 }), notSatisfiable, file());
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    expect(server.ranges).toEqual([undefined, resumed, undefined, resumed, undefined]);
  });

  test('ignores a partial file of another address', async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(file());
    await writeFile(join(folder.path, 'partial'), 'x'.repeat(1000));
    await writeFile(join(folder.path, 'partial.json'), JSON.stringify({ url: 'http://127.0.0.1/other', validator: '"1"' }));
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    expect(server.ranges).toEqual([undefined]);
  });

  test.each<[string, RequestListener]>([
    ['has another length', file({ body: content.subarray(1) })],
    [
      'hides its length and goes on and on',
      (_request, response) => {
        response.writeHead(200, { 'transfer-encoding': 'chunked' });
        response.end(Buffer.concat([content, content]));
      },
    ],
  ])('a file that %s is CHECKSUM_MISMATCH', async (_what, answer) => {
    await using folder = await temporaryFolder();
    await using server = await serve(answer);
    await expect(download(server.url, folder)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH', hint: expect.any(String) });
  });

  test('a length that promises more than comes is a broken connection', async () => {
    await using folder = await temporaryFolder();
    const short: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 10), () => response.destroy());
    };
    await using server = await serve(short);
    await expect(download(server.url, folder)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(server.ranges.length).toBeLessThanOrEqual(6);
  });

  test('tries again after 503, at most three times without a byte', async () => {
    await using folder = await temporaryFolder();
    const busy: RequestListener = (_request, response) => void response.writeHead(503).end();
    await using server = await serve(busy, busy, busy, file());
    expect((await download(server.url, folder)).equals(content)).toBe(true);
    await using never = await serve(busy);
    await using other = await temporaryFolder();
    await expect(download(never.url, other)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('503') });
    expect(never.ranges).toHaveLength(4);
  });

  test("404 is DOWNLOAD_FAILED at once, without the address's password in the message", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((_request, response) => void response.writeHead(404).end());
    await expect(download(`${server.url}?token=secret`, folder)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.not.stringContaining('secret'),
    });
    expect(server.ranges).toHaveLength(1);
  });

  test('nobody there, or silence, is DOWNLOAD_FAILED with the reason', async () => {
    await using folder = await temporaryFolder();
    let url = '';
    {
      await using server = await serve(file());
      url = server.url;
    }
    await expect(download(url, folder)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await using mute = await serve(() => {});
    await expect(download(mute.url, folder, { retryDelayMs: 1, idleTimeoutMs: 50 })).rejects.toMatchObject({
      message: expect.stringContaining('silent for 50 ms'),
    });
  });
});
