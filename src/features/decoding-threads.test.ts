import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodePictures } from '../media/decode-pictures.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { DecodingThreads, threadsFor } from './decoding-threads.ts';

const preprocessing = definePreprocessing({ width: 40, height: 40 });
const photo = (size: number): Promise<Buffer> =>
  sharp({ create: { width: size, height: 30, channels: 3, background: '#456', noise: { type: 'gaussian', mean: 120, sigma: 40 } } })
    .jpeg()
    .toBuffer();

test('threads give what this one gives, each file its own pictures or its own fault', async () => {
  const threads = new DecodingThreads(2);
  const photos = await Promise.all([20, 33, 80, 200].map(photo));
  const outcomes = await Promise.allSettled(
    [...photos, Buffer.from('no photo')].map((bytes, i) => threads.decode(bytes, preprocessing, `photo-${i}`, undefined)),
  );
  for (const [i, bytes] of photos.entries()) {
    const { pixels, ...rest } = await decodePictures(bytes, preprocessing);
    const value = outcomes[i]?.status === 'fulfilled' ? outcomes[i].value : undefined;
    expect(value?.facts).toEqual(rest.facts);
    expect(Buffer.compare(value?.pixels ?? Buffer.alloc(0), pixels)).toBe(0);
    expect(value?.pictures.length).toBe(1);
  }
  expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'IMAGE_UNREADABLE', file: 'photo-4' } });
  await threads.close();
});

test('there are none on few cores, or for few files', () => {
  expect([threadsFor(100_000, 2), threadsFor(100_000, 4), threadsFor(100, 64)]).toEqual([0, 0, 0]);
  expect([threadsFor(100_000, 8), threadsFor(100_000, 16)]).toEqual([2, 4]);
});
