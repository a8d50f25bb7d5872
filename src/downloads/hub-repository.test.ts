import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeHub, hubToken } from '../../test/fixtures/fake-hub.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { drain } from '../tasks/drain.ts';
import { fetchVerified } from './fetch-verified.ts';
import { hubAddress } from './hub-address.ts';
import { readSmallFile, resolveRepository } from './hub-repository.ts';

const commit = 'a'.repeat(40);
const weights = Buffer.alloc(300_000, 'weights');
const files = { 'config.json': '{"id2label":{}}', 'onnx/model.onnx': weights, 'onnx/model.onnx_data': 'data', 'README.md': 'A network.' };
const repositories = {
  'graft/small': { commit, files, licence: 'apache-2.0' },
  'graft/gated': { commit, files, access: 'gated' },
  'graft/private': { commit, files, access: 'private' },
} as const;

describe('an address of the hub', () => {
  test('is taken apart', () => {
    expect(hubAddress('hf:onnx-community/dinov2-small')).toEqual({
      repository: 'onnx-community/dinov2-small',
      revision: undefined,
      path: undefined,
    });
    expect(hubAddress('hf:a/b.c@v1.0/onnx/model.onnx')).toEqual({ repository: 'a/b.c', revision: 'v1.0', path: 'onnx/model.onnx' });
  });

  test.each(['hf:dinov2', 'hf:a/b@', 'hf:a/b/../c', 'hf:../b', 'hf:a/b/./c', 'hf:a/b//c', 'hf:a/..@main/c', 'hf:a/b\\c'])(
    '%s is none',
    (address) => {
      expect(() => hubAddress(address)).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    },
  );
});

describe('a repository of the hub', () => {
  test('is resolved to a commit and its files; a large one comes from another host, without the token', async () => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub(repositories);
    const environment = hub.environment(folder.path, { HF_TOKEN: hubToken });
    const repository = await resolveRepository(hubAddress('hf:graft/small@v1'), { environment });
    expect(repository).toMatchObject({ commit, licence: 'apache-2.0' });
    expect(repository.files.map(({ path }) => path)).toEqual(Object.keys(files));
    const model = repository.files.find(({ path }) => path === 'onnx/model.onnx');
    expect(model).toEqual({ path: 'onnx/model.onnx', bytes: weights.length, sha256: sha256(weights) });
    const config = repository.files.find(({ path }) => path === 'config.json');
    if (config === undefined) throw new Error('no config');
    expect(String(await readSmallFile(repository, config, { environment }))).toBe(files['config.json']);

    const remote = { source: `hf:graft/small@${commit}/onnx/model.onnx`, sha256: sha256(weights), bytes: weights.length };
    const path = await drain(fetchVerified(remote, { cacheFolder: folder.path, environment }));
    expect((await readFile(path)).equals(weights)).toBe(true);
    const ofFiles = hub.requests.filter(({ host }) => host === 'files');
    expect(ofFiles.length).toBeGreaterThan(0);
    expect(ofFiles.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(hub.requests.filter(({ host }) => host === 'hub').every(({ authorization }) => authorization === `Bearer ${hubToken}`)).toBe(
      true,
    );
    const asked = hub.requests.length;
    await drain(fetchVerified(remote, { cacheFolder: folder.path, environment }));
    expect(hub.requests).toHaveLength(asked);
  });

  test('whose large file was changed on the way is refused', async () => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub(repositories);
    const remote = { source: `hf:graft/small@${commit}/onnx/model.onnx`, sha256: sha256(weights), bytes: weights.length };
    const options = { cacheFolder: folder.path, environment: hub.environment(folder.path) };
    for (const other of [Buffer.alloc(weights.length, 'other'), Buffer.alloc(weights.length + 1), Buffer.alloc(10)]) {
      hub.tampered.set('onnx/model.onnx', other);
      await expect(drain(fetchVerified(remote, options))).rejects.toMatchObject({
        code: expect.stringMatching(/CHECKSUM_MISMATCH|DOWNLOAD_FAILED/),
      });
    }
  });

  test.each([
    ['hf:graft/nothing', {}, 'UNKNOWN_BACKBONE', 'HF_TOKEN'],
    ['hf:graft/nothing', { HF_TOKEN: hubToken }, 'UNKNOWN_BACKBONE', 'name'],
    ['hf:graft/small@v9', {}, 'UNKNOWN_BACKBONE', 'commits'],
    ['hf:graft/private', {}, 'UNKNOWN_BACKBONE', 'private'],
    ['hf:graft/small', { HF_TOKEN: 'hf_old' }, 'DOWNLOAD_FAILED', 'HF_TOKEN'],
    ['hf:graft/small', { HF_HUB_OFFLINE: '1' }, 'DOWNLOAD_FAILED', 'HF_HUB_OFFLINE'],
    ['hf:graft/small', { HF_ENDPOINT: 'http://127.0.0.1:9' }, 'DOWNLOAD_FAILED', 'HF_ENDPOINT'],
  ])('%s with %o is refused: %s', async (address, more, code, hint) => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub(repositories);
    const environment = hub.environment(folder.path, more);
    await expect(resolveRepository(hubAddress(address), { environment })).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint),
    });
  });

  test('that is gated says what to do', async () => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub(repositories);
    const environment = hub.environment(folder.path);
    const repository = await resolveRepository(hubAddress('hf:graft/gated'), { environment });
    const [config] = repository.files;
    if (config === undefined) throw new Error('no file');
    await expect(readSmallFile(repository, config, { environment })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      hint: expect.stringContaining('conditions'),
    });
  });

  test('that another program fetched is found without the hub', async () => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub({});
    const place = join(folder.path, 'huggingface', 'hub', 'models--graft--small');
    await mkdir(join(place, 'snapshots', commit, 'onnx'), { recursive: true });
    for (const name of ['refs', 'blobs']) await mkdir(join(place, name));
    await writeFile(join(place, 'refs', 'main'), commit);
    await writeFile(join(place, 'blobs', sha256(weights)), weights);
    await symlink(join('..', '..', '..', 'blobs', sha256(weights)), join(place, 'snapshots', commit, 'onnx', 'model.onnx'));
    const environment = hub.environment(folder.path, { HF_HUB_OFFLINE: '1' });
    const repository = await resolveRepository(hubAddress('hf:graft/small'), { environment });
    expect(repository).toMatchObject({ commit, files: [{ path: 'onnx/model.onnx', bytes: weights.length, sha256: sha256(weights) }] });
    const remote = { source: `hf:graft/small@${commit}/onnx/model.onnx`, sha256: sha256(weights), bytes: weights.length };
    expect((await readFile(await drain(fetchVerified(remote, { cacheFolder: folder.path, environment })))).equals(weights)).toBe(true);
    expect(hub.requests).toEqual([]);
  });
});
