import sharp from 'sharp';
import { expect, test } from 'vitest';
import { addCaption } from './add-caption.ts';
import { encodeImage } from './encode-image.ts';
import { viewImage } from './view-image.ts';

const photo = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#c33' } });

test('a view keeps the picture’s shape, upright, and is never enlarged', async () => {
  const turned = await photo(200, 100).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { pixels, width, height } = await viewImage(turned, { longestSide: 50 });
  expect([width, height]).toEqual([100, 200]);
  expect([pixels.width, pixels.height, pixels.data.length]).toEqual([25, 50, 25 * 50 * 3]);
  const small = await viewImage(await photo(8, 4).png().toBuffer(), { longestSide: 50 });
  expect([small.pixels.width, small.pixels.height]).toEqual([8, 4]);
  expect([...small.pixels.data.subarray(0, 3)]).toEqual([0xcc, 0x33, 0x33]);
});

test('a line of one pixel stays a line', async () => {
  const { pixels } = await viewImage(await photo(500, 1).png().toBuffer(), { longestSide: 50 });
  expect([pixels.width, pixels.height]).toEqual([50, 1]);
});

test('what is no picture says so', async () => {
  await expect(viewImage(new TextEncoder().encode('<html>'), { longestSide: 50 })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

test.each(['jpeg', 'png', 'webp'] as const)('encodes as %s', async (format) => {
  const { pixels } = await viewImage(await photo(20, 10).png().toBuffer(), { longestSide: 20 });
  const bytes = await encodeImage(pixels, { format });
  expect(await sharp(bytes).metadata()).toMatchObject({ format, width: 20, height: 10 });
});

test('a caption makes a narrow picture wider, and takes hostile labels for text', async () => {
  const { pixels } = await viewImage(await photo(20, 10).png().toBuffer(), { longestSide: 20 });
  const title = `</text><image href="file:///etc/hostname"/>\u0000\ud800 ${'x'.repeat(500)}`;
  const captioned = await addCaption(pixels, { title, legend: [{ colour: [255, 140, 0], text: '<b>&"\'' }] });
  expect([captioned.width, captioned.height, captioned.channels]).toEqual([320, 66, 3]);
  expect([...captioned.data.subarray(150 * 3, 150 * 3 + 3)]).toEqual([0xcc, 0x33, 0x33]); // the picture, in the middle
  expect([...captioned.data.subarray(0, 3)]).toEqual([255, 255, 255]);
});
