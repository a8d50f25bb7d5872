import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { childProgram, exited, nextMessage } from '../../test/child-program.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { clearCache } from '../storage/cache-usage.ts';
import { sha256 } from '../storage/sha256.ts';
import { featureSpace } from './feature-space.ts';
import { type FeatureEntry, FeatureStore } from './feature-store.ts';
import { storedBytes } from './use-note.ts';

const hour = 3_600_000;
const width = 1280;
const photo = (i: number): string => sha256(`photo ${i}`);
const vector = (i: number): Float32Array => Float32Array.from({ length: width }, (_, j) => i + j / width);
const entry = (i: number, cut = 'mixed_7a'): FeatureEntry => ({ photo: photo(i), space: 's', cut, vector: vector(i) });
const entries = (from: number, to: number): FeatureEntry[] => Array.from({ length: to - from }, (_, i) => entry(from + i));
const each = storedBytes(width * 4);

/** The numbers of the photos, below `to`, that the store has. */
function present(store: FeatureStore, to: number): number[] {
  const vectors = store.getMany(
    Array.from({ length: to }, (_, i) => photo(i)),
    's',
    'mixed_7a',
    width,
  );
  return vectors.flatMap((found, i) => (found === undefined ? [] : [i]));
}

describe('FeatureStore', () => {
  test('gives back what was put, to the bit, also after closing', async () => {
    await using folder = await temporaryFolder();
    const odd = new Float32Array(width + 1).subarray(1); // a vector that does not begin its buffer
    odd.set([Number.NaN, -0, 1e-45, 3.4028234663852886e38, Number.NEGATIVE_INFINITY]);
    {
      await using store = await FeatureStore.open({ folder: folder.path });
      expect(await store.putBatch([entry(1), { ...entry(2), vector: odd }])).toBe(2);
      expect(store.get(photo(1), 's', 'mixed_7a', width)).toEqual(vector(1));
    }
    await using store = await FeatureStore.open({ folder: folder.path });
    expect(store.get(photo(2), 's', 'mixed_7a', width)).toEqual(odd);
    const matrix = new Float32Array(3 * width);
    expect(store.readInto(photo(1), 's', 'mixed_7a', matrix.subarray(width, 2 * width))).toBe(true);
    expect(matrix.subarray(width, 2 * width)).toEqual(vector(1));
    expect(await store.stats()).toMatchObject({ entries: 2, bytes: 2 * each, files: 0, maxBytes: 8e9 });
  });

  test('keeps photos, spaces and cuts apart, and takes another width for missing', async () => {
    await using folder = await temporaryFolder();
    await using store = await FeatureStore.open({ folder: folder.path });
    await store.putBatch([entry(1), entry(1, 'mixed_7b'), { ...entry(1), space: 't', vector: vector(3) }]);
    expect(store.get(photo(1), 't', 'mixed_7a', width)).toEqual(vector(3));
    expect(store.get(photo(1), 's', 'mixed_7c', width)).toBeUndefined();
    expect(store.get(photo(2), 's', 'mixed_7a', width)).toBeUndefined();
    const target = new Float32Array(2048);
    expect(store.readInto(photo(1), 's', 'mixed_7a', target)).toBe(false);
    expect(target).toEqual(new Float32Array(2048));
    expect(() => store.get('not a hash', 's', 'mixed_7a', width)).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  test('counts an entry that is put again once', async () => {
    await using folder = await temporaryFolder();
    await using store = await FeatureStore.open({ folder: folder.path });
    await store.putBatch([entry(1), entry(1)]);
    await store.putBatch([{ ...entry(1), vector: new Float32Array(10) }]);
    expect(await store.stats()).toMatchObject({ entries: 1, bytes: storedBytes(40) });
  });

  test('at the limit, the least recently used give way, and what this hour used stays', async () => {
    await using folder = await temporaryFolder();
    let now = 1000 * hour;
    await using store = await FeatureStore.open({ folder: folder.path, maxBytes: 10 * each, clock: () => now });
    await store.putBatch(entries(0, 5));
    now += hour;
    await store.putBatch(entries(5, 10));
    now += hour;
    expect(store.get(photo(0), 's', 'mixed_7a', width)).toBeDefined(); // used in this hour
    await store.putBatch(entries(10, 12));
    // Room is made down to nine tenths with the new ones in, which is 7: three of the four oldest go.
    const kept = present(store, 12);
    expect(kept).toHaveLength(9);
    expect(kept).toEqual(expect.arrayContaining([0, 5, 6, 7, 8, 9, 10, 11]));

    // All of these were now read, so that none may go: what does not fit beside them is not kept.
    expect(await store.putBatch(entries(20, 40))).toBe(1);
    expect(present(store, 12)).toEqual(kept);
    expect(await store.stats()).toMatchObject({ entries: 10, bytes: 10 * each });
  });

  test('a read keeps a vector young', async () => {
    await using folder = await temporaryFolder();
    let now = 1000 * hour;
    {
      await using store = await FeatureStore.open({ folder: folder.path, clock: () => now });
      await store.putBatch(entries(0, 4));
      now += 2 * hour;
      store.get(photo(2), 's', 'mixed_7a', width);
    }
    await using store = await FeatureStore.open({ folder: folder.path, clock: () => now });
    expect(await store.prune({ unusedSince: new Date(now) })).toEqual({ entries: 3, bytes: 3 * each });
    expect(present(store, 4)).toEqual([2]);
  });

  test('prunes to a size and to nothing, and gives the room back to the disk', async () => {
    await using folder = await temporaryFolder();
    await using store = await FeatureStore.open({ folder: folder.path });
    for (let from = 0; from < 5000; from += 500) await store.putBatch(entries(from, from + 500));
    const before = await store.stats();
    expect(before.fileBytes).toBeGreaterThan(40e6);
    await store.prune({ toBytes: 10 * each });
    expect(await store.stats()).toMatchObject({ entries: 10, bytes: 10 * each });
    expect((await store.stats()).fileBytes).toBeLessThan(1e6);
    expect(present(store, 5000)).toHaveLength(10);
    await store.putBatch(entries(5000, 5005));
    expect(await store.prune({ all: true })).toEqual({ entries: 15, bytes: 15 * each });
    expect(await store.stats()).toMatchObject({ entries: 0, bytes: 0 });
  });

  test('refuses work when closed or opened for reading only', async () => {
    await using folder = await temporaryFolder();
    const store = await FeatureStore.open({ folder: folder.path });
    await store.putBatch([entry(1)]);
    await store.close();
    await store.close();
    expect(() => store.get(photo(1), 's', 'mixed_7a', width)).toThrowError(expect.objectContaining({ name: 'GraftError' }));
    await expect(store.putBatch([entry(2)])).rejects.toMatchObject({ name: 'GraftError' });
    await using reader = await FeatureStore.open({ folder: folder.path, readOnly: true });
    expect(reader.get(photo(1), 's', 'mixed_7a', width)).toEqual(vector(1));
    await expect(reader.putBatch([entry(2)])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test.each<[string, (file: string) => Promise<unknown>]>([
    ['is cut short', (file) => truncate(file, 1_000_000)],
    ['is cut to its header', (file) => truncate(file, 8192)],
    ['ends within its header', (file) => truncate(file, 100)],
    ['is another file', (file) => writeFile(file, 'not a store at all, but long enough to be looked at'.repeat(1000))],
    ['is all zeros', (file) => writeFile(file, Buffer.alloc(1 << 20))],
  ])('a store whose file %s is STORE_DAMAGED, and can be cleared', async (_what, damage) => {
    await using folder = await temporaryFolder();
    {
      await using store = await FeatureStore.open({ folder: join(folder.path, 'features') });
      await store.putBatch(entries(0, 400));
    }
    await damage(join(folder.path, 'features', 'data.mdb'));
    await expect(FeatureStore.open({ folder: join(folder.path, 'features') })).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      hint: expect.stringContaining('graft cache'),
    });
    await clearCache(['features'], { cacheFolder: folder.path });
    await using store = await FeatureStore.open({ folder: join(folder.path, 'features') });
    expect(await store.stats()).toMatchObject({ entries: 0 });
  });

  test('a folder that cannot be made is WRITE_FAILED', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    await expect(FeatureStore.open({ folder: join(folder.path, 'file', 'store') })).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });

  test('two processes write at once, one is killed: every batch that was acknowledged is there, whole', async () => {
    await using folder = await temporaryFolder();
    using program = childProgram(
      'write-features.ts',
      `import { createHash } from 'node:crypto';
       import { FeatureStore } from '../src/features/feature-store.ts';
       const store = await FeatureStore.open({ folder: process.argv[2] ?? '' });
       for (let i = Number(process.argv[3]); ; i += 8) {
         const batch = Array.from({ length: 8 }, (_, k) => ({
           photo: createHash('sha256').update('photo ' + (i + k)).digest('hex'), space: 's', cut: 'mixed_7a',
           vector: Float32Array.from({ length: ${width} }, (_, j) => i + k + j / ${width}),
         }));
         await store.putBatch(batch);
         process.send?.(i);
       }`,
    );
    const writers = [0, 1_000_000].map((first) => program.start([folder.path, String(first)]));
    const acknowledged: number[] = [];
    for (const writer of writers) writer.on('message', (first) => acknowledged.push(Number(first)));
    await Promise.all(writers.map((writer) => nextMessage(writer)));
    await sleep(300);
    for (const writer of writers) writer.kill('SIGKILL');
    await Promise.all(writers.map((writer) => exited(writer)));
    expect(acknowledged.length).toBeGreaterThan(20);

    await using store = await FeatureStore.open({ folder: folder.path });
    for (const first of acknowledged) {
      for (let i = first; i < first + 8; i++)
        expect(store.get(photo(i), 's', 'mixed_7a', width)?.[width - 1]).toBe(Math.fround(i + (width - 1) / width));
    }
    const { entries: count, bytes } = await store.stats();
    expect(count % 8).toBe(0);
    expect(count - 8 * acknowledged.length).toBeLessThanOrEqual(2 * 8 * 8); // written, and killed before the message arrived
    expect(bytes).toBe(count * each);
    expect(await store.prune({ all: true })).toEqual({ entries: count, bytes });
  });
});

describe('featureSpace', () => {
  test('depends on every part, and not on the order of fields', () => {
    const parts = { network: 'a', precision: 'int8', preprocessing: { size: 299, range: [0, 1] } };
    const name = featureSpace(parts);
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(featureSpace({ ...parts, preprocessing: { range: [0, 1], size: 299 } })).toBe(name);
    for (const other of [{ network: 'b' }, { precision: 'float32' }, { preprocessing: { size: 299, range: [1, 0] } }]) {
      expect(featureSpace({ ...parts, ...other })).not.toBe(name);
    }
  });
});
