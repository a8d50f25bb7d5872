import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { makePicture } from '../../test/fixtures/make-dataset.ts';
import { decodeImage } from '../media/decode-image.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { seededRandom } from '../tensor/random.ts';
import { mendJpeg } from './mend-jpeg.ts';

/** Large enough that no JPEG here is decoded at a fraction of its size, which mended ones never are. */
const frame = definePreprocessing({ width: 128, height: 128 });
const random = seededRandom(9);

const concat = (...parts: Uint8Array[]): Buffer => Buffer.concat(parts);

describe('mendJpeg', () => {
  let photo: Buffer = Buffer.alloc(0);
  let large: Buffer = Buffer.alloc(0);
  let expected: Uint8Array = new Uint8Array(0);
  beforeAll(async () => {
    photo = await makePicture({ width: 160, height: 120, style: 1, random });
    large = await makePicture({ width: 800, height: 600, style: 1, random });
    expected = await decodeImage(photo, frame);
  });

  test('leaves a sound file alone', () => {
    expect(mendJpeg(photo)).toBeUndefined();
    expect(mendJpeg(concat(photo, Buffer.alloc(64)))).toBeUndefined(); // a camera's padding after the end
  });

  test('drops stray bytes before a segment', async () => {
    const faulty = concat(photo.subarray(0, 2), Buffer.from([0, 1, 0xff, 0xff, 2]), photo.subarray(2));
    // The run of 0xff is fill, which the standard allows; the others are not.
    expect(mendJpeg(faulty)).toEqual(new Uint8Array(photo));
    const within = photo.indexOf(Buffer.from([0xff, 0xdb])); // the quantization table
    const inside = concat(photo.subarray(0, within), Buffer.from('junk'), photo.subarray(within));
    await expect(sharp(inside).raw().toBuffer()).rejects.toThrow('extraneous bytes');
    expect(await decodeImage(inside, frame)).toEqual(expected);
  });

  test('sets the bounds of a baseline scan', async () => {
    const scan = photo.indexOf(Buffer.from([0xff, 0xda]));
    const bounds = scan + 2 + photo.readUInt16BE(scan + 2) - 3;
    expect([...photo.subarray(bounds, bounds + 3)]).toEqual([0, 63, 0]);
    const faulty = Buffer.from(photo);
    faulty[bounds + 1] = 0;
    await expect(sharp(faulty).raw().toBuffer()).rejects.toThrow();
    expect(await decodeImage(faulty, frame)).toEqual(expected);
  });

  test('adds a missing end, but does not pass off a shorter file as whole', async () => {
    expect(await decodeImage(photo.subarray(0, -2), frame)).toEqual(expected);
    for (const whole of [photo, large]) {
      for (const missing of [3, 10, 200, 2000]) {
        await expect(decodeImage(whole.subarray(0, -missing), frame), `${missing} bytes missing`).rejects.toMatchObject({
          code: 'IMAGE_UNREADABLE',
          message: 'Cannot read the picture: the file ends too early.',
        });
      }
    }
  });

  test('gives up where there is no header to read', () => {
    expect(mendJpeg(photo.subarray(0, 2))).toBeUndefined();
    expect(mendJpeg(photo.subarray(0, 100))).toBeUndefined();
    expect(mendJpeg(Buffer.alloc(1000, 0xff))).toBeUndefined();
    expect(mendJpeg(concat(photo.subarray(0, 2), Buffer.from([0xff, 0xe0, 0, 0]), photo.subarray(2)))).toBeUndefined(); // a length below 2
  });
});
