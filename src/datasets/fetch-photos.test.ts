import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePicture } from '../../test/fixtures/make-dataset.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { CheckedRequests } from '../downloads/checked-request.ts';
import { drain } from '../tasks/drain.ts';
import { seededRandom } from '../tensor/random.ts';
import { type FetchPhotosOptions, fetchPhotos } from './fetch-photos.ts';
import { openDataset } from './open-dataset.ts';

let picture: Buffer = Buffer.alloc(0);
let origin = '';
let asked: string[] = [];
let busy = 0;

/** A server with one answer for each path. */
const answers: Readonly<Record<string, RequestListener>> = {
  '/a.jpg': (_request, response) => void response.end(picture),
  '/b.jpg': (_request, response) => void response.end(picture),
  '/moved': (_request, response) => void response.writeHead(302, { location: '/a.jpg' }).end(),
  '/loop': (_request, response) => void response.writeHead(301, { location: '/loop' }).end(),
  '/inwards': (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  '/file': (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/page.jpg': (_request, response) => void response.end('<!doctype html><html>Not found</html>'),
  '/empty.jpg': (_request, response) => void response.end(),
  '/large.jpg': (_request, response) => void response.writeHead(200, { 'content-length': 10_000_000 }).write(picture),
  '/endless.jpg': (_request, response) => {
    response.write(picture);
    const more = setInterval(() => response.write(Buffer.alloc(1 << 16)), 1);
    response.on('close', () => clearInterval(more));
  },
  '/slow.jpg': (_request, response) => {
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drip));
  },
  '/silent.jpg': () => {},
  '/broken.jpg': (_request, response) => {
    response.writeHead(200, { 'content-length': picture.length });
    response.write(picture.subarray(0, 2000), () => setTimeout(() => response.destroy(), 20));
  },
  '/busy.jpg': (_request, response) => void (busy++ === 0 ? response.writeHead(503, { 'retry-after': '0' }).end() : response.end(picture)),
  '/secret.jpg': (_request, response) => void response.writeHead(403).end(),
};

const server = createServer((request, response) => {
  const path = request.url ?? '';
  asked.push(path);
  (answers[path] ?? ((_request, gone) => void gone.writeHead(404).end()))(request, response);
});

beforeAll(async () => {
  picture = await makePicture({ width: 64, height: 64, style: 0, random: seededRandom(1), format: 'png' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP, so it is one
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Fetches paths of the server; gives what came of each. */
async function fetchAll(root: TemporaryFolder, paths: readonly string[], options: Partial<FetchPhotosOptions> = {}) {
  asked = [];
  const addresses = paths.map((path) => (path.startsWith('/') ? origin + path : path));
  const settings = { datasets: root.path, allowPrivateAddresses: true, retryDelayMs: 1, fetchTimeoutMs: 5000, ...options };
  const found = await drain(fetchPhotos(addresses, settings));
  return addresses.map((address) => found.get(address));
}

describe('fetchPhotos', () => {
  test('fetches, follows redirects, tries again where a server is busy, and fetches nothing twice', async () => {
    await using root = await temporaryFolder();
    const paths = ['/a.jpg', '/moved', '/busy.jpg', '/a.jpg'];
    const found = await fetchAll(root, paths);
    for (const photo of found) expect(await readFile(photo?.path ?? '')).toEqual(picture);
    expect(asked.sort()).toEqual(['/a.jpg', '/a.jpg', '/busy.jpg', '/busy.jpg', '/moved']);
    expect(found[0]?.path).toMatch(/-a\.jpg$/);
    expect(await fetchAll(root, paths)).toEqual(found);
    expect(asked).toEqual([]);
  });

  const failures: readonly (readonly [string, RegExp])[] = [
    ['/gone.jpg', /status 404/],
    ['/secret.jpg', /status 403/],
    ['/page.jpg', /it is a web page, not a picture/],
    ['/empty.jpg', /the file is empty/],
    ['/large.jpg', /more than 1000000 bytes/],
    ['/endless.jpg', /more than 1000000 bytes/],
    ['/slow.jpg', /longer than 0.3 s/],
    ['/silent.jpg', /longer than 0.3 s/],
    ['/broken.jpg', /Could not download .*broken\.jpg/],
    ['/loop', /leads on more than 5 times/],
    ['/file', /no address on the web/],
  ];
  test('each of many failures is told, and the others come', async () => {
    await using root = await temporaryFolder();
    const found = await fetchAll(root, ['/b.jpg', ...failures.map(([path]) => path)], {
      maxPhotoBytes: 1_000_000,
      fetchTimeoutMs: 300,
      fetchAttempts: 2,
    });
    expect(found[0]?.skip).toBeUndefined();
    for (const [at, [, reason]] of failures.entries()) expect(found[at + 1]?.skip).toMatch(reason);
  });

  test('private addresses are refused, whichever way they come', async () => {
    await using root = await temporaryFolder();
    const resolve = async (name: string) => [
      { address: name === 'six.test' ? '::ffff:127.0.0.1' : '127.0.0.1', family: name === 'six.test' ? 6 : 4 },
    ];
    const port = new URL(origin).port;
    const addresses = [
      ...[origin, 'http://localhost:1', `http://0x7f000001:${port}`, `http://2130706433:${port}`, 'http://[::1]', 'http://[::ffff:7f00:1]'],
      ...['http://169.254.169.254', 'http://10.0.0.1', `http://inner.test:${port}`, `http://six.test:${port}`],
    ].map((place) => `${place}/a.jpg`);
    for (const address of addresses) {
      await expect(fetchAll(root, [address], { allowPrivateAddresses: false, resolve })).rejects.toMatchObject({
        code: 'ADDRESS_REFUSED',
        hint: expect.stringContaining('--allow-private-addresses'),
      });
    }
    expect(asked).toEqual([]);
  });

  test('a redirect into a private network is refused after the address itself was allowed', async () => {
    // The server stands for one on the internet: its address alone passes.
    using requests = new CheckedRequests({ allows: (address) => address === '127.0.0.1' });
    const get = (path: string) => requests.get(origin + path, AbortSignal.timeout(1000));
    (await get('/moved')).destroy();
    await expect(get('/inwards')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED', message: expect.stringContaining('169.254.169.254') });
    await expect(get('/file')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('a name is resolved once a connection: what was checked is what is connected to', async () => {
    await using root = await temporaryFolder();
    let resolved = 0;
    const rebinding = async () => [{ address: ++resolved === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const [found] = await fetchAll(root, [`http://rebinding.test:${new URL(origin).port}/a.jpg`], { resolve: rebinding });
    expect(found?.skip).toBeUndefined();
    expect(resolved).toBe(1);
  });

  test('where nothing can be fetched, that is said, soon', async () => {
    await using root = await temporaryFolder();
    await expect(
      fetchAll(
        root,
        Array.from({ length: 500 }, (_, i) => `/gone-${i}.jpg`),
      ),
    ).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(asked.length).toBeLessThan(60);
  });

  test('a cancelled fetch throws the signal’s reason', async () => {
    await using root = await temporaryFolder();
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    await expect(fetchAll(root, ['/silent.jpg'], { signal: controller.signal })).rejects.toBe(reason);
  });

  test('as a dataset: a table with addresses, a text file of them', async () => {
    await using root = await temporaryFolder();
    const options = { cacheFolder: join(root.path, 'cache'), allowPrivateAddresses: true, fetchAttempts: 1 };
    await writeFile(join(root.path, 'a.csv'), `url,label\n${origin}/a.jpg,cat\n${origin}/b.jpg,dog\n${origin}/gone.jpg,dog\n`);
    const { items, skipped } = await openDataset(join(root.path, 'a.csv'), options);
    expect(items.length).toBe(2);
    expect(skipped).toEqual([{ path: `${origin}/gone.jpg`, reason: expect.stringMatching(/^line 4: .*status 404/) }]);
    await writeFile(join(root.path, 'a.txt'), `${origin}/a.jpg\tcat\n${origin}/b.jpg\tdog, brown\n`);
    expect((await openDataset(join(root.path, 'a.txt'), options)).classes).toEqual(['cat', 'dog, brown']);
  });
});
