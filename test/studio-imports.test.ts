import { readdir, readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../src/studio/api.ts';
import { makeTar, makeZip } from './fixtures/make-archive.ts';
import { makePhoto } from './fixtures/make-project.ts';
import { makeTone, makeWav } from './fixtures/make-wav.ts';
import { type OpenStudio, openTinyStudio, type StudioClient } from './fixtures/studio-client.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

let root: TemporaryFolder;
let open: OpenStudio;
let client: StudioClient;
let photos: Uint8Array[];

beforeAll(async () => {
  root = await temporaryFolder();
  open = await openTinyStudio(root.path, { fetching: { allows: (address) => address === '127.0.0.1' } });
  client = open.client;
  photos = await Promise.all(Array.from({ length: 12 }, (_, at) => makePhoto(at)));
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await root[Symbol.asyncDispose]();
});

const photo = (at: number): Uint8Array => photos[at] ?? new Uint8Array();

/** The project's folder as it is now: the files of each class. */
async function classes(): Promise<Record<string, string[]>> {
  const names = (await readdir(open.folder)).filter((name) => !name.startsWith('.')).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await readdir(join(open.folder, name))).sort()])));
}

/** Takes back all that was done, and sees that nothing is left of it. */
async function undoAll(): Promise<void> {
  using events = await client.follow();
  for (const { id } of events.state.undo) await client.ask(api.undo, { body: { operation: id } });
  expect(await classes()).toEqual({});
  expect(await readdir(join(open.folder, '.graft-studio', 'incoming'))).toEqual([]);
}

const add = (name: string, body: Uint8Array, to?: string) =>
  client.ask(api.addFile, { query: { name, ...(to === undefined ? {} : { class: to }) }, body });

const refusals = ({ refused }: Awaited<ReturnType<typeof add>>): [string, string][] =>
  refused.map(({ name, problem }) => [name, problem.code]);

describe('archives', () => {
  const filled = () => ['cat/1.jpg', 'cat/2.jpg', 'dog/deep/er/1.jpg'].map((name, at) => ({ name, content: photo(at) }));

  test('a zip file: its folders become classes; what is no photo, or has no name for a class, is told; undo takes all back', async () => {
    const zip = makeZip([
      ...filled().map((entry) => ({ ...entry, name: `all/${entry.name}` })),
      { name: 'all/cat/notes.txt', content: 'no photo' },
      { name: 'all/cat/cut.jpg', content: photo(5).subarray(0, photo(5).length / 2) },
      { name: 'all/train/1.jpg', content: photo(3) },
      { name: '__MACOSX/all/cat/._1.jpg', content: 'of a Mac' },
    ]);
    using events = await client.follow();
    const added = await add('all.zip', zip);
    expect(added.photos).toHaveLength(3);
    expect(refusals(added).toSorted()).toEqual([
      ['all.zip/all/cat/cut.jpg', 'IMAGE_UNREADABLE'],
      ['all.zip/all/cat/notes.txt', 'IMAGE_UNREADABLE'],
      ['all.zip/all/train/1.jpg', 'INVALID_ARGUMENT'],
    ]);
    for (const { problem } of added.refused) expect(problem.hint).toMatch(/\w/);
    expect(JSON.stringify(added)).not.toContain(root.path); // no path of ours is told
    expect(await classes()).toEqual({ cat: ['1.jpg', '2.jpg'], dog: ['1.jpg'] });
    await events.untilState((state) => state.photos.length === 3 && state.classes.length === 2);
    expect(events.state.undo).toMatchObject([{ id: added.operation, kind: 'add', photos: 3 }]);
    expect(await add('all.zip', zip)).toMatchObject({ photos: [], already: 3 });
    await undoAll();
  });

  test.each([
    ['tar', () => makeTar(filled())],
    ['tar.gz', () => gzipSync(makeTar(filled()))],
    ['a zip file that is called a photo', () => makeZip(filled())],
  ])('%s, told by its content', async (_what, make) => {
    expect((await add('photo.jpg', make())).photos).toHaveLength(3);
    expect(await classes()).toEqual({ cat: ['1.jpg', '2.jpg'], dog: ['1.jpg'] });
    await undoAll();
  });

  test('where a class is named all photos go there, those of folders as well, and a class of that name is used in whatever case', async () => {
    const bird = await client.ask(api.addClass, { body: { name: 'bird' } });
    expect((await add('all.zip', makeZip(filled()), bird.id)).photos).toHaveLength(3);
    expect(await classes()).toEqual({ bird: ['1-2.jpg', '1.jpg', '2.jpg'] });
    expect(
      (
        await add(
          'more.zip',
          makeZip([
            { name: 'Bird/9.jpg', content: photo(9) },
            { name: 'x/1.jpg', content: photo(8) },
          ]),
        )
      ).photos,
    ).toHaveLength(2);
    expect(await classes()).toEqual({ bird: ['1-2.jpg', '1.jpg', '2.jpg', '9.jpg'], x: ['1.jpg'] });
    await undoAll();
  });

  test("Teachable Machine's samples and projects", async () => {
    const samples = (from: number) => makeZip([0, 1].map((at) => ({ name: `${at}.jpg`, content: photo(from + at) })));
    await add('Class 1-samples.zip', samples(0));
    expect(await classes()).toEqual({ 'Class 1': ['0.jpg', '1.jpg'] });
    await add(
      'both.zip',
      makeZip([
        { name: 'cat-samples.zip', content: samples(2) },
        { name: 'dog-samples.zip', content: samples(4) },
      ]),
    );
    await add('project.tm', makeZip(['bird-!-0.jpg', 'bird-!-1.jpg'].map((name, at) => ({ name, content: photo(6 + at) }))));
    expect(await classes()).toEqual({
      'Class 1': ['0.jpg', '1.jpg'],
      bird: ['bird-!-0.jpg', 'bird-!-1.jpg'],
      cat: ['0.jpg', '1.jpg'],
      dog: ['0.jpg', '1.jpg'],
    });
    await undoAll();
  });

  test.each<readonly [string, () => Uint8Array, string]>([
    ['a path that leads out', () => makeZip([{ name: '../../evil.jpg', content: photo(0) }]), 'ARCHIVE_INVALID'],
    ['an absolute path', () => makeTar([{ name: '/tmp/evil.jpg', content: photo(0) }]), 'ARCHIVE_INVALID'],
    ['a zip bomb', () => makeZip([{ name: 'cat/1.jpg', content: Buffer.alloc(100 * 2 ** 20) }]), 'ARCHIVE_LIMIT'],
    ['a gzip bomb', () => gzipSync(makeTar([{ name: 'cat/1.jpg', content: Buffer.alloc(100 * 2 ** 20) }])), 'ARCHIVE_LIMIT'],
    [
      'entries that lie over one another',
      () =>
        makeZip([
          { name: 'a/1.jpg', content: photo(0) },
          ...Array.from({ length: 50 }, (_, at) => ({ name: `a/${at + 2}.jpg`, content: photo(0), sharesDataOf: 0 })),
        ]),
      'ARCHIVE_LIMIT',
    ],
    ['a file that is cut off', () => makeZip([{ name: 'cat/1.jpg', content: photo(0) }]).subarray(0, 300), 'ARCHIVE_INVALID'],
    ['encryption', () => makeZip([{ name: 'cat/1.jpg', content: photo(0), flags: 1 }]), 'ARCHIVE_INVALID'],
    ['no photo at all', () => makeZip([{ name: 'cat/notes.txt', content: 'text' }]), 'DATASET_EMPTY'],
    ['nothing', () => makeZip([]), 'DATASET_EMPTY'],
    [
      'classes that differ in case alone',
      () =>
        makeTar([
          { name: 'Cat/1.jpg', content: photo(0) },
          { name: 'cat/2.jpg', content: photo(1) },
        ]),
      'DATASET_INVALID',
    ],
  ])('with %s: refused whole, with a reason and a hint, and nothing stays', async (_what, make, code) => {
    const added = await add('bad.zip', make());
    expect(refusals(added)).toEqual([['bad.zip', code]]);
    expect(added.refused[0]?.problem.hint).toMatch(/\w/);
    expect(JSON.stringify(added)).not.toContain(root.path);
    expect(await classes()).toEqual({});
    expect(await readdir(join(open.folder, '.graft-studio', 'incoming'))).toEqual([]);
  });

  test('links in an archive are not followed', async () => {
    const added = await add(
      'links.tar',
      makeTar([
        { name: 'cat/1.jpg', content: photo(0) },
        { name: 'cat/2.jpg', type: '2', link: '/etc/passwd' },
      ]),
    );
    expect(added.photos).toHaveLength(1);
    expect(refusals(added)).toEqual([['links.tar/cat/2.jpg', 'IMAGE_UNREADABLE']]);
    await undoAll();
  });

  test('other kinds of archives, and photos without a class', async () => {
    await expect(add('a.7z', Buffer.from('377abcaf271c0004', 'hex'))).rejects.toMatchObject({ status: 422, code: 'ARCHIVE_INVALID' });
    await expect(add('a.jpg', photo(0))).rejects.toMatchObject({ status: 400, code: 'REQUEST_INVALID', hint: 'Drop it onto a class.' });
    expect(refusals(await add('a.bin', Buffer.from('neither photo nor archive')))).toEqual([['a.bin', 'ARCHIVE_INVALID']]);
  });
});

describe('lists of addresses', () => {
  const answers: Readonly<Record<string, RequestListener>> = {
    '/a.jpg': (_request, response) => void response.end(photo(0)),
    '/b%20c.png?size=2': (_request, response) => void response.end(photo(1)),
    '/moved': (_request, response) => void response.writeHead(302, { location: '/d.jpg' }).end(),
    '/d.jpg': (_request, response) => void response.end(photo(2)),
    '/hum': (_request, response) => void response.end(makeWav(makeTone(440, 0.2, 8000), 8000)),
    '/page': (_request, response) => void response.end('<!doctype html><html></html>'),
    '/inwards': (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    '/half.jpg': (_request, response) => void response.end(photo(3).subarray(0, photo(3).length / 2)),
  };
  const server = createServer((request, response) =>
    (answers[request.url ?? ''] ?? ((_request, gone) => void gone.writeHead(404).end()))(request, response),
  );
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP, so it is one
  });
  afterAll(() => server.close());

  test('photos come in as one operation, and of each address that gives none it is told why', async () => {
    const { id } = await client.ask(api.addClass, { body: { name: 'web' } });
    const bad = ['/page', '/inwards', '/missing', '/half.jpg'].map((path) => origin + path);
    const odd = ['file:///etc/passwd', 'no address', 'http://[::1]/x.jpg', 'http://10.0.0.1/x.jpg'];
    const urls = ['/a.jpg', '/b%20c.png?size=2', '/moved', '/a.jpg'].map((path) => origin + path);
    const added = await client.ask(api.importUrls, { body: { class: id, urls: [...urls, ...bad, ...odd] } });
    expect(added.photos).toHaveLength(3);
    expect(await classes()).toEqual({ web: ['a.jpg', 'b c.jpg', 'moved.jpg'] });
    const told = new Map(refusals(added));
    expect([...bad, ...odd].map((url) => told.get(url))).toEqual([
      ...['DOWNLOAD_FAILED', 'ADDRESS_REFUSED', 'DOWNLOAD_FAILED', 'IMAGE_UNREADABLE'],
      ...['ADDRESS_REFUSED', 'ADDRESS_REFUSED', 'ADDRESS_REFUSED', 'ADDRESS_REFUSED'],
    ]);
    for (const { problem } of added.refused) {
      expect(problem.hint).toMatch(/\w/);
      expect(problem.hint).not.toContain('--'); // no option of the command line helps here
    }
    await undoAll();
  });

  test('sounds come in the same way, and photos not among them', async () => {
    const { id } = await client.ask(api.addClass, { body: { name: 'heard' } });
    const added = await client.ask(api.importUrls, { body: { class: id, urls: [`${origin}/hum`] } });
    expect([added.photos.length, await classes()]).toEqual([1, { heard: ['hum.wav'] }]);
    const mixed = await client.ask(api.importUrls, { body: { class: id, urls: [`${origin}/a.jpg`] } });
    expect(refusals(mixed).map(([, code]) => code)).toEqual(['DATASET_INVALID']);
    await undoAll();
  });

  test('by default nothing of this machine is fetched', async () => {
    await using other = await temporaryFolder();
    await using usual = await openTinyStudio(other.path);
    const { id } = await usual.client.ask(api.addClass, { body: { name: 'web' } });
    const added = await usual.client.ask(api.importUrls, {
      body: { class: id, urls: [`${origin}/a.jpg`, `http://localhost:${new URL(origin).port}/a.jpg`] },
    });
    expect(added.photos).toEqual([]);
    expect(refusals(added).map(([, code]) => code)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
  });

  test('a class that is gone is told at once', async () => {
    await expect(client.ask(api.importUrls, { body: { class: 'gone', urls: [`${origin}/a.jpg`] } })).rejects.toMatchObject({ status: 400 });
  });
});

describe('the trash', () => {
  test('is listed, and a batch restored with its class, over HTTP', async () => {
    const { id } = await client.ask(api.addClass, { body: { name: 'cat' } });
    for (const at of [0, 1, 2]) await add(`${at}.jpg`, photo(at), id);
    await client.ask(api.removeClass, { body: { class: id } });
    expect(await classes()).toEqual({});
    const { batches } = await client.ask(api.trash);
    const batch = batches.find((one) => one.classes.some(({ name, photos: count }) => name === 'cat' && count === 3));
    expect(batch).toBeDefined();
    await client.ask(api.restore, { body: { batch: batch?.id ?? '' } });
    expect(await classes()).toEqual({ cat: ['0.jpg', '1.jpg', '2.jpg'] });
    expect(new Uint8Array(await readFile(join(open.folder, 'cat', '1.jpg')))).toEqual(new Uint8Array(photo(1)));
    await expect(client.ask(api.restore, { body: { batch: batch?.id ?? '' } })).rejects.toMatchObject({
      status: 404,
      code: 'FILE_NOT_FOUND',
    });
  });
});
