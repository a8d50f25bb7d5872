import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, type Call } from '../src/studio/api.ts';
import { makePhoto } from './fixtures/make-project.ts';
import { rawRequest } from './fixtures/raw-request.ts';
import { speakHttp } from './fixtures/speak-http.ts';
import { type OpenStudio, openTinyStudio, type StudioClient } from './fixtures/studio-client.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const limits = { maxBodyBytes: 2 ** 20, headersMs: 1000, bodyMs: 1500 };

let root: TemporaryFolder;
let open: OpenStudio;
let client: StudioClient;
let port: number;
/** A class with one photo, which nobody else must reach. */
let cat: string;
let photo: string;

beforeAll(async () => {
  root = await temporaryFolder();
  open = await openTinyStudio(root.path, { limits });
  client = open.client;
  port = open.studio.port;
  cat = (await client.ask(api.addClass, { body: { name: 'cat' } })).id;
  const added = await client.ask(api.addFile, { query: { class: cat, name: 'a.jpg' }, body: await makePhoto(1) });
  photo = added.photos[0] ?? '';
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await root[Symbol.asyncDispose]();
});

const calls = Object.entries(api) as [string, Call][]; // a record's own entries
const host = () => `127.0.0.1:${port}`;
const codeOf = (text: string): unknown => (JSON.parse(text) as { error: { code: unknown } }).error.code; // ours

/** The classes as they are now, and every file of the project's own folders. */
async function everything(): Promise<string[]> {
  const names = await readdir(open.folder, { recursive: true });
  return names.filter((name) => !name.startsWith('.graft-studio')).sort();
}

describe('paths', () => {
  const hostile = [
    '../../outside',
    '..\\..\\outside',
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    '....//....//etc',
    '.graft-studio',
    'a\0b',
    '\\\\host\\share',
    'file:///etc/passwd',
    'con',
  ];

  test('an id that is a path is no id, in every call that takes one', async () => {
    const before = await everything();
    for (const [name, call] of calls) {
      for (const bad of ['../../etc/passwd', '..', '/etc/passwd', 'a/b', '.graft-studio', 'A', '', 'x'.repeat(41), '%00', '__proto__']) {
        const fields =
          call.query === undefined
            ? []
            : ['photo', 'class', 'run', 'first', 'second', 'target'].filter((field) =>
                JSON.stringify(Object.keys(entriesOf(call.query))).includes(field),
              );
        for (const field of fields) {
          const query = new URLSearchParams({ photo, first: 'a', second: 'a', name: 'x', [field]: bad });
          const answer = await rawRequest(
            port,
            call.method,
            `${call.path}?${query}`,
            { host: host(), cookie: client.cookie },
            call.method === 'POST' ? 'x' : undefined,
          );
          if (answer.status === 404 && codeOf(answer.text) === 'UNKNOWN_ROUTE') continue; // one that this Studio does not offer
          expect([name, field, bad, answer.status]).toEqual([name, field, bad, 400]);
        }
        if (call.body === undefined || call.body === 'bytes') continue;
        const ids = Object.keys(entriesOf(call.body)).filter((field) =>
          ['class', 'to', 'operation', 'batch', 'photos', 'target'].includes(field),
        );
        for (const field of ids) {
          const body = {
            class: cat,
            to: cat,
            operation: 'x',
            batch: 'x',
            photos: [photo],
            urls: ['http://10.0.0.1'],
            [field]: field === 'photos' ? [bad] : bad,
          };
          const only = Object.fromEntries(
            Object.keys(entriesOf(call.body)).flatMap((key) => (key in body ? [[key, body[key as keyof typeof body]]] : [])),
          ); // keys of that very record
          const answer = await rawRequest(port, call.method, call.path, { host: host(), cookie: client.cookie }, JSON.stringify(only));
          if (answer.status === 404 && codeOf(answer.text) === 'UNKNOWN_ROUTE') continue;
          expect([name, field, bad, answer.status]).toEqual([name, field, bad, 400]);
        }
      }
    }
    expect(await everything()).toEqual(before);
  });

  test.each(hostile)('a class that is to be called %j is refused', async (name) => {
    const before = await everything();
    await expect(client.ask(api.addClass, { body: { name } })).rejects.toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    await expect(client.ask(api.changeClass, { body: { class: cat, name } })).rejects.toMatchObject({
      status: 400,
      code: 'INVALID_ARGUMENT',
    });
    expect(await everything()).toEqual(before);
    expect((await readdir(root.path)).sort()).toEqual(['cache', 'photos', 'tiny.tflite']);
  });

  test.each(hostile)('a photo that is called %j stays in its class', async (name) => {
    const picture = await makePhoto(100 + hostile.indexOf(name));
    const added = await client.ask(api.addFile, { query: { class: cat, name: `${name}.jpg` }, body: picture });
    expect(added.photos).toHaveLength(1);
    expect((await readdir(root.path)).sort()).toEqual(['cache', 'photos', 'tiny.tflite']);
    expect((await readdir(open.folder)).sort()).toEqual(['.graft-studio', 'cat']);
    expect(
      (await readdir(join(open.folder, 'cat'), { withFileTypes: true })).every((entry) => entry.isFile() && !entry.name.startsWith('.')),
    ).toBe(true);
  });

  test('a file that is no network is refused when it is looked at, and nothing of it is told', async () => {
    await writeFile(join(open.folder, 'secret.onnx'), 'secret of the project');
    for (const network of ['/etc/passwd', '../../x.tflite', join(root.path, 'photos', 'cat', 'a.jpg'), join(open.folder, 'secret.onnx')]) {
      const refusal = await client.ask(api.findNetwork, { body: { network } }).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ status: expect.toSatisfy((status: number) => status === 404 || status === 422) });
      expect(JSON.stringify(refusal)).not.toMatch(/secret of the project|root:/);
    }
  });

  test('no file but the page’s is served, under whatever path', async () => {
    await writeFile(join(open.folder, 'secret.txt'), 'secret of the project');
    const paths = [
      ...[
        '/.graft-studio/studio.json',
        '/cat/a.jpg',
        '/secret.txt',
        '/../secret.txt',
        '/assets/../../package.json',
        '/assets/..%2f..%2fpackage.json',
      ],
      ...[
        '/%2e%2e/%2e%2e/etc/passwd',
        '//etc/passwd',
        '/assets/%00',
        '/index.html/../../../etc/passwd',
        '/..\\..\\etc\\passwd',
        `/${encodeURIComponent(open.folder)}/secret.txt`,
      ],
    ];
    for (const path of paths) {
      const answer = await rawRequest(port, 'GET', path, { host: host(), cookie: client.cookie });
      expect([path, answer.status]).toEqual([path, expect.toSatisfy((status: number) => status === 404 || status === 400)]);
      expect(answer.text).not.toMatch(/secret of the project|"name": "graft-ml"|root:/);
    }
  });
});

describe('bodies', () => {
  const headers = () => ({ host: host(), cookie: client.cookie });

  test('a photo that is too large is refused by its header, and where the header lies or is not there', async () => {
    const path = `${api.addFile.path}?class=${cat}&name=a.jpg`;
    const large = new Uint8Array(2 * 2 ** 20).fill(0xff);
    // Both are heard to their end, so that a browser hears the answer.
    for (const framing of [{}, { 'transfer-encoding': 'chunked' }]) {
      const told = await rawRequest(port, 'POST', path, { ...headers(), ...framing }, large);
      expect([told.status, codeOf(told.text)]).toEqual([413, 'BODY_TOO_LARGE']);
    }
    const claim = `POST ${path} HTTP/1.1\r\nhost: ${host()}\r\ncookie: ${client.cookie}\r\ncontent-length: 5000000000\r\n\r\n`;
    expect(await speakHttp(port, claim)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await everything()).not.toContain('cat/large.jpg');
  });

  test.each<readonly [string, () => string]>([
    ['ten thousand lists in one another', () => '['.repeat(10_000)],
    ['a million objects', () => `{"photos":[${'{},'.repeat(1_000_000)}`],
    ['a million names', () => `{${Array.from({ length: 200_000 }, (_, at) => `"${at}":1`).join()}}`],
    ['more ids than there can be', () => JSON.stringify({ photos: Array.from({ length: 150_000 }, () => 'a'), to: 'a' })],
    ['nine megabytes of blanks', () => ' '.repeat(9 * 2 ** 20)],
  ])('%s: refused at once, before they are taken apart', async (_what, make) => {
    const body = make();
    const began = performance.now();
    const answer = await rawRequest(port, 'POST', api.movePhotos.path, headers(), body);
    expect([answer.status, codeOf(answer.text)]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(performance.now() - began).toBeLessThan(5000); // to parse them takes longer, and all of the server's time
  });

  test.each([
    ['no JSON', 'photos'],
    ['another shape', '{"photos":"all"}'],
    ['a field too many', '{"photos":["a"],"to":"b","path":"/etc"}'],
    ['a prototype', '{"__proto__":{"photos":["a"]},"to":"b"}'],
    ['nothing', ''],
    ['bytes that are no text', '\xff\xfe'],
  ])('%s is refused, with a hint that fits Studio', async (_what, body) => {
    const answer = await rawRequest(port, 'POST', api.movePhotos.path, headers(), Buffer.from(body, 'latin1'));
    expect([answer.status, codeOf(answer.text)]).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.text).not.toContain('openapi');
  });

  test('a body that is compressed once more is not unpacked', async () => {
    for (const path of [`${api.addFile.path}?class=${cat}&name=a.jpg`, api.movePhotos.path])
      expect((await rawRequest(port, 'POST', path, { ...headers(), 'content-encoding': 'gzip' }, 'x')).status).toBe(415);
  });

  test('a body that drips is cut off, and nothing of it stays', async () => {
    const zipStart = 'PK\x03\x04'.padEnd(600, ' ');
    for (const start of ['\xff\xd8\xff', zipStart]) {
      const head = `POST ${api.addFile.path}?class=${cat}&name=slow.zip HTTP/1.1\r\nhost: ${host()}\r\ncookie: ${client.cookie}\r\ncontent-length: 100000\r\n\r\n`;
      const began = performance.now();
      const said = await speakHttp(port, head, async (socket) => {
        socket.write(Buffer.from(start, 'latin1'));
        const drip = setInterval(() => socket.write(' '), 100);
        socket.once('close', () => clearInterval(drip)).on('error', () => {});
      });
      expect(said).toMatch(/^(HTTP\/1\.1 (408|400) |$)/);
      expect(performance.now() - began).toBeLessThan(8000);
    }
    await expect.poll(() => readdir(join(open.folder, '.graft-studio', 'incoming')).catch(() => [])).toEqual([]);
    expect(await everything()).not.toContain('cat/slow.zip');
  });

  test('headers that never end are cut off', async () => {
    const said = await speakHttp(port, 'GET / HTTP/1.1\r\nhost: localhost\r\n', async (socket) => {
      const drip = setInterval(() => socket.write('x-a: b\r\n'), 200);
      socket.once('close', () => clearInterval(drip)).on('error', () => {});
    });
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
  });
});

test('after all that the photo is what it was, and Studio answers', async () => {
  const answer = await client.send(api.photo, { query: { photo } });
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array(await readFile(join(open.folder, 'cat', 'a.jpg'))));
});

/** The fields of a schema that is an object. */
function entriesOf(schema: unknown): Record<string, unknown> {
  return typeof schema === 'object' && schema !== null && 'entries' in schema ? (schema.entries as Record<string, unknown>) : {}; // of valibot's object schemas
}
