import { open, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { elementCount } from '../tensor/tensor.ts';
import { ActivationFile } from './activation-file.ts';
import { bytesPerPhoto, packActivation, unpackActivation } from './activation-layout.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const photo = (name: string): string => sha256(name);
const record = (value: number): Uint8Array => new Uint8Array(100).fill(value);
const place = (name: string): string => join(folder.path, `${name}.activations`);

/** A file of three photos. */
async function filled(name: string): Promise<string> {
  await using file = await ActivationFile.open(place(name), 100);
  for (const [i, each] of ['a', 'b', 'c'].entries()) await file.append(photo(each), record(i + 1));
  return place(name);
}

test('what was added is there again, by photo; one that is there stays', async () => {
  const path = await filled('kept');
  const size = (await stat(path)).size;
  await using file = await ActivationFile.open(path, 100);
  await file.append(photo('b'), record(9));
  expect((await stat(path)).size).toBe(size);
  expect(file.has(photo('d'))).toBe(false);
  expect(await file.read([photo('c'), photo('a')])).toEqual([Buffer.from(record(3)), Buffer.from(record(1))]);
});

test('a record that was cut short by a crash is not there, and its place is used again', async () => {
  const path = await filled('torn');
  await truncate(path, (await stat(path)).size - 20);
  await using file = await ActivationFile.open(path, 100);
  expect(['a', 'b', 'c'].map((each) => file.has(photo(each)))).toEqual([true, true, false]);
  await file.append(photo('c'), record(3));
  expect(await file.read([photo('c')])).toEqual([Buffer.from(record(3))]);
});

test('a damaged record is not there when the file is opened, and refused when it is damaged later', async () => {
  const path = await filled('damaged');
  const damage = async (at: number): Promise<void> => {
    await using handle = await open(path, 'r+');
    await handle.write(Buffer.of(77), 0, 1, at);
  };
  await damage(4096 + 36 + 50); // in the first record
  await using file = await ActivationFile.open(path, 100);
  expect(file.has(photo('a'))).toBe(false);
  await damage(4096 + 136 + 36 + 50); // in the second
  await expect(file.read([photo('b')])).rejects.toMatchObject({ code: 'STORE_DAMAGED', hint: expect.stringContaining('activations') });
  await file.append(photo('a'), record(8));
  expect(await file.read([photo('a')])).toEqual([Buffer.from(record(8))]);
});

test('a file of other records, or of something else, is begun anew', async () => {
  const path = await filled('other');
  {
    await using file = await ActivationFile.open(path, 60);
    expect(file.has(photo('a'))).toBe(false);
    await file.append(photo('a'), new Uint8Array(60));
  }
  expect((await readFile(path)).length).toBe(4096 + 36 + 60);
});

test('one process fills at a time; a sealed file is open to the next, and read on', async () => {
  const first = await ActivationFile.open(place('shared'), 100);
  await first.append(photo('a'), record(1));
  await first.seal();
  await using second = await ActivationFile.open(place('shared'), 100, AbortSignal.timeout(5000));
  expect(second.has(photo('a'))).toBe(true);
  expect(await first.read([photo('a')])).toEqual([Buffer.from(record(1))]);
  await first.close();
});

test('8-bit activations come back exactly; real ones within half of 255 steps, zeros as zeros', () => {
  const shape = [3, 2, 2];
  const features = Float32Array.of(0.1, -7);
  const exact = { shape, quantization: { scale: 0.5, zero: 3 }, features: [2] };
  const stored = Uint8Array.from({ length: 12 }, (_, i) => 20 * i);
  const [activation, read] = [new Float32Array(12), new Float32Array(2)];
  const packed = packActivation(exact, stored, features);
  expect(packed).toHaveLength(bytesPerPhoto(exact));
  unpackActivation(exact, Buffer.from(packed), activation, read);
  expect(activation).toEqual(Float32Array.from(stored, (value) => 0.5 * (value - 3)));
  expect(read).toEqual(features);

  const layout = { shape, quantization: undefined, features: [2] };
  const real = fc.float({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(real, { minLength: 12, maxLength: 12 }), fc.boolean(), (numbers, rectified) => {
      const values = Float32Array.from(numbers, (value) => (rectified ? Math.max(0, value - 200) : value));
      unpackActivation(layout, packActivation(layout, values, features), activation, read);
      for (let channel = 0; channel < elementCount(shape.slice(0, 1)); channel++) {
        const own = values.subarray(4 * channel, 4 * channel + 4);
        const range = Math.max(...own) - Math.min(...own);
        for (const [i, value] of own.entries()) {
          const back = activation[4 * channel + i] ?? Number.NaN;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(range / 510 + 1e-4);
          if (value === 0 && rectified && Math.min(...own) === 0) expect(back).toBe(0);
        }
      }
    }),
  );
});
