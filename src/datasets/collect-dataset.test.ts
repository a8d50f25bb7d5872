import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { makePicture, makePixels } from '../../test/fixtures/make-dataset.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { seededRandom } from '../tensor/random.ts';
import { collectDataset, type LabelledImage } from './collect-dataset.ts';

const random = seededRandom(3);
const size = { width: 20, height: 10 };
const bytes = await makePicture({ ...size, style: 0, random });
const pixels = makePixels({ ...size, style: 1, random });

describe('collectDataset', () => {
  test('paths, file addresses, bytes and pixels, from an async generator', async () => {
    await using root = await temporaryFolder();
    const options = { cacheFolder: join(root.path, 'cache') };
    const [one, two] = [join(root.path, 'one.jpg'), join(root.path, 'two.jpg')];
    await writeFile(one, bytes);
    await writeFile(two, bytes);
    async function* images(): AsyncGenerator<LabelledImage> {
      yield { image: one, label: 'cat' };
      yield { image: pathToFileURL(two), label: ['dog'], side: 'test' };
      yield { image: bytes, label: 'cat / 🐈' };
      yield { image: { ...size, channels: 3, data: pixels }, label: 'dog' };
      yield { image: Buffer.from('hello'), label: 'dog' };
      yield { image: join(root.path, 'none.jpg'), label: 'dog' };
    }
    const dataset = await collectDataset(images(), options);
    expect(dataset.classes).toEqual(['cat', 'cat / 🐈', 'dog']);
    const of = (name: string) => dataset.items.filter((item) => dataset.classes[item.label] === name);
    expect(of('cat')).toEqual([{ path: one, label: 0, side: undefined }]);
    expect(of('dog').find((item) => item.side === 'test')?.path).toBe(two);
    expect(await readFile(of('cat / 🐈')[0]?.path ?? '')).toEqual(bytes);
    const drawn = of('dog').find((item) => item.side === undefined)?.path ?? '';
    expect(await sharp(drawn).raw().toBuffer()).toEqual(pixels);
    expect(dataset.skipped).toEqual([
      { path: join(root.path, 'none.jpg'), reason: 'image 5: there is no such file' },
      { path: 'image 4', reason: 'image 4: it is text, not a picture' },
    ]);
    expect(await collectDataset(images(), options)).toEqual(dataset);
    expect(
      (await readdir(join(root.path, 'cache/datasets/given'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()),
    ).toHaveLength(2);
  });

  test('several labels only when asked for; wrong labels say of which image', async () => {
    await using root = await temporaryFolder();
    const options = { cacheFolder: join(root.path, 'cache') };
    const two: LabelledImage[] = [
      { image: bytes, label: ['sun', 'sea'] },
      { image: { ...size, channels: 3, data: pixels }, label: ['sand'] },
    ];
    await expect(collectDataset(two, options)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: 'Image 0 has several labels: sun, sea.',
    });
    const { classes, items } = await collectDataset(two, { ...options, multiLabel: true });
    expect(classes).toEqual(['sand', 'sea', 'sun']);
    expect(items.map(({ labels }) => labels).sort()).toEqual([[0], [2, 1]]);
    await expect(collectDataset([{ image: bytes, label: '' }], options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(collectDataset([{ image: bytes, label: 'a' }], options)).rejects.toMatchObject({ code: 'DATASET_ONE_CLASS' });
    await expect(collectDataset([], options)).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
    const alike = [...two, { image: bytes, label: 'Sand' }];
    await expect(collectDataset(alike, { ...options, multiLabel: true })).rejects.toMatchObject({
      message: expect.stringContaining('"sand" (image 1) and "Sand" (image 2)'),
    });
  });
});
