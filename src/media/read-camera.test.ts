import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readCamera } from './read-camera.ts';

/** The EXIF of a picture that sharp has written with these entries. */
async function exifWith(entries: Record<string, string>): Promise<Uint8Array> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } }).withExif({ IFD0: entries });
  const { exif } = await sharp(await picture.jpeg().toBuffer()).metadata();
  return exif ?? new Uint8Array();
}

test.each([
  [{ Make: 'Canon', Model: 'Canon EOS 5D' }, 'Canon EOS 5D'],
  [{ Make: 'Apple', Model: 'iPhone 12' }, 'Apple iPhone 12'],
  [{ Make: 'X', Model: 'Y' }, 'X Y'], // short enough to stand in the entry itself
  [{ Model: 'Pixel 7' }, 'Pixel 7'],
  [{ Copyright: 'me' }, ''],
])('%j is %j', async (entries, camera) => {
  expect(readCamera(await exifWith(entries))).toBe(camera);
});

test('whatever the bytes say, it is a short text', async () => {
  const sound = await exifWith({ Make: 'Canon', Model: 'Canon EOS 5D' });
  const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.nat(sound.length), (changes, length) => {
      const hostile = Uint8Array.from(sound.subarray(0, length));
      for (const [at, value] of changes) if (at < length) hostile[at] = value;
      expect(readCamera(hostile).length).toBeLessThanOrEqual(129);
    }),
  );
  expect(readCamera(new Uint8Array())).toBe('');
});
