import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePixels } from '../../test/fixtures/make-dataset.ts';
import { makeHostileFile, refusals } from '../../test/fixtures/make-hostile-file.ts';
import { placePicture } from '../preprocessing/place-picture.ts';
import { definePreprocessing, type Fit, type Rgb } from '../preprocessing/preprocessing.ts';
import { renderFrame } from '../preprocessing/render-frame.ts';
import { rowsOfPixels } from '../preprocessing/rows-of-pixels.ts';
import { seededRandom } from '../tensor/random.ts';
import { decodeImage } from './decode-image.ts';

const frame = (width: number, height = width, fit: Fit = 'stretch') => definePreprocessing({ width, height, fit });

/** The pixel at a place, in fractions of the frame. */
function pixelAt(pixels: Uint8Array, side: number, x: number, y: number): number[] {
  const at = (Math.floor(y * side) * side + Math.floor(x * side)) * 3;
  return [...pixels.subarray(at, at + 3)];
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) worst = Math.max(worst, Math.abs((actual[i] ?? 0) - (expected[i] ?? 0)));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** Four quarters of one colour each. */
const [red, green, blue, yellow]: Rgb[] = [
  [220, 30, 30],
  [30, 200, 40],
  [40, 50, 210],
  [230, 220, 40],
];
function quarters(width: number, height: number, [topLeft, topRight, bottomLeft, bottomRight]: (Rgb | undefined)[]): Buffer {
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = y < height / 2 ? (x < width / 2 ? topLeft : topRight) : x < width / 2 ? bottomLeft : bottomRight;
      pixels.push(...(colour ?? []));
    }
  }
  return Buffer.from(pixels);
}
const upright = [red, green, blue, yellow];
const rgb = (width: number, height: number) => ({ raw: { width, height, channels: 3 as const } });

describe('decodeImage', () => {
  test.each(['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const)('%s: the colours are where they were', async (format) => {
    const bytes = await sharp(quarters(64, 48, upright), rgb(64, 48))
      .toFormat(format, { quality: 95 })
      .toBuffer();
    const pixels = await decodeImage(bytes, frame(32));
    expect(pixels.length).toBe(32 * 32 * 3);
    // 12: what the lossy codecs and the palette of GIF change in a flat colour
    expectNear(pixelAt(pixels, 32, 0.2, 0.2), red ?? [], 12);
    expectNear(pixelAt(pixels, 32, 0.8, 0.2), green ?? [], 12);
    expectNear(pixelAt(pixels, 32, 0.2, 0.8), blue ?? [], 12);
    expectNear(pixelAt(pixels, 32, 0.8, 0.8), yellow ?? [], 12);
  });

  // What is stored so that, turned as EXIF says (CIPA DC-008, table 6), `upright` comes out.
  test.each([
    [1, [red, green, blue, yellow]],
    [2, [green, red, yellow, blue]],
    [3, [yellow, blue, green, red]],
    [4, [blue, yellow, red, green]],
    [5, [red, blue, green, yellow]],
    [6, [green, yellow, red, blue]],
    [7, [yellow, green, blue, red]],
    [8, [blue, red, yellow, green]],
  ])('EXIF orientation %i is applied', async (orientation, stored) => {
    const bytes = await sharp(quarters(64, 64, stored), rgb(64, 64))
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    expectNear(await decodeImage(bytes, frame(64)), quarters(64, 64, upright), 0);
  });

  test('orientation turns the picture before it is cropped', async () => {
    // Stored lying, shown standing: 40 wide, 80 high; its middle square is of the two colours that meet there.
    const bytes = await sharp(quarters(80, 40, [green, yellow, red, blue]), rgb(80, 40))
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expectNear(await decodeImage(bytes, frame(40, 40, 'crop')), quarters(40, 40, upright), 0);
  });

  test('transparency shows the background', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } })
      .png()
      .toBuffer();
    // Alpha is 128 of 255: 255 over white stays, 0 becomes 255 * (1 - 128 / 255) = 127
    expectNear(pixelAt(await decodeImage(bytes, frame(8)), 8, 0.5, 0.5), [255, 127, 127], 1);
    const onBlack = definePreprocessing({ width: 8, height: 8, background: [0, 0, 0] });
    expectNear(pixelAt(await decodeImage(bytes, onBlack), 8, 0.5, 0.5), [128, 0, 0], 1);
  });

  test.each([
    ['greyscale', (picture: Sharp) => picture.greyscale().png(), [120, 120, 120]],
    ['greyscale with alpha', (picture: Sharp) => picture.greyscale().ensureAlpha().png(), [120, 120, 120]],
    ['16 bits', (picture: Sharp) => picture.toColourspace('rgb16').png(), [120, 120, 120]],
    ['16-bit greyscale', (picture: Sharp) => picture.toColourspace('grey16').png(), [120, 120, 120]],
    ['one bit', (picture: Sharp) => picture.threshold(100).png({ palette: true, colours: 2 }), [255, 255, 255]],
    ['CMYK', (picture: Sharp) => picture.toColourspace('cmyk').jpeg({ quality: 100 }), [120, 120, 120], 16], // inks cannot print every grey
    ['Display P3', (picture: Sharp) => picture.withIccProfile('p3').png(), [120, 120, 120]],
  ])('%s becomes 8-bit sRGB', async (_what, encode, expected, tolerance = 3) => {
    const bytes = await encode(sharp({ create: { width: 16, height: 16, channels: 3, background: '#787878' } })).toBuffer();
    const pixels = await decodeImage(bytes, frame(8));
    expect(pixels.length).toBe(8 * 8 * 3);
    expectNear(pixelAt(pixels, 8, 0.5, 0.5), expected, tolerance); // 3: two conversions through 8-bit profiles
  });

  test('an animation gives its first frame', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#0000ff'].map((background) =>
        sharp({ create: { width: 20, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await sharp(frames, { join: { animated: true } })
        .toFormat(format, { lossless: true })
        .toBuffer();
      expect((await sharp(bytes).metadata()).pages).toBe(2);
      expectNear(pixelAt(await decodeImage(bytes, frame(8)), 8, 0.5, 0.5), [255, 0, 0], 2);
    }
  });

  test('SVG is drawn at the frame’s size, not enlarged', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="2" height="4"/></svg>');
    const row = (await decodeImage(svg, frame(200))).subarray(0, 600).filter((_value, index) => index % 3 === 0);
    expect([...row].filter((value) => value > 0 && value < 255).length).toBeLessThanOrEqual(2);
    expect([row[90], row[110]]).toEqual([0, 255]);
  });

  test.each(['stretch', 'crop', 'pad'] as const)('%s lays the picture where placePicture says', async (fit) => {
    for (const [width, height] of [
      [90, 40],
      [40, 90],
      [33, 32],
      [7, 150],
    ] as const) {
      // Of version 1, as libvips alone does it: what is new in 2 is the enlarging, below.
      const preprocessing = { ...definePreprocessing({ width: 48, height: 40, fit, padding: [1, 2, 3] }), version: 1 } as const;
      const { scaledWidth, scaledHeight, left, top } = placePicture(width, height, preprocessing);
      const picture = sharp(makePixels({ width, height, style: 1, random: seededRandom(5) }), rgb(width, height));
      const bytes = await picture.png().toBuffer();
      const scaled = await sharp(bytes).resize(scaledWidth, scaledHeight, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
      const expected = new Uint8Array(48 * 40 * 3);
      for (let y = 0, at = 0; y < 40; y++) {
        for (let x = 0; x < 48; x++) {
          const [sx, sy] = [x - left, y - top];
          const inside = sx >= 0 && sx < scaledWidth && sy >= 0 && sy < scaledHeight;
          const from = (sy * scaledWidth + sx) * 3;
          for (let channel = 0; channel < 3; channel++) expected[at++] = inside ? (scaled[from + channel] ?? 0) : channel + 1;
        }
      }
      expectNear(await decodeImage(bytes, preprocessing), expected, 0);
    }
  });

  test.each(['stretch', 'crop', 'pad'] as const)('%s lays an enlarged picture where a browser lays it', async (fit) => {
    for (const [width, height] of [
      [30, 20],
      [20, 30],
      [10, 90],
    ] as const) {
      const preprocessing = definePreprocessing({ width: 48, height: 40, fit, padding: [1, 2, 3] });
      const data = makePixels({ width, height, style: 1, random: seededRandom(5) });
      const picture = { width, height, channels: 3, data } as const;
      const expected = renderFrame(rowsOfPixels(picture, preprocessing.background), preprocessing);
      expectNear(await decodeImage(picture, preprocessing), expected, 2); // libvips shrinks the third with fixed-point weights
    }
  });

  test.each([
    ['shrunk by 2.5', 150, 60, 1, 2],
    ['shrunk by 8', 320, 40, 3, 2], // libvips averages over blocks of 4 first, which widens the triangle a little
    ['enlarged by 1.6', 50, 80, 1, 2],
    ['enlarged by 1.6 for a model of version 1', 50, 80, 1, 1],
  ] as const)('%s: as the antialiased bilinear filter of the formula', async (_what, from, to, tolerance, version) => {
    const pixels = makePixels({ width: from, height: from, style: 2, random: seededRandom(11) });
    const decoded = await decodeImage({ width: from, height: from, channels: 3, data: pixels }, { ...frame(to), version });
    const expected = bilinear(bilinear(pixels, from, from, to, version), from, to, to, version);
    let sum = 0;
    for (let i = 0; i < expected.length; i++) sum += Math.abs((expected[i] ?? 0) - (decoded[i] ?? 0));
    expect(sum / expected.length).toBeLessThan(tolerance);
  });

  test('a large JPEG, decoded at a fraction of its size, is nearly what it is in full', async () => {
    const pixels = makePixels({ width: 1600, height: 1200, style: 4, random: seededRandom(2) });
    const jpeg = await sharp(pixels, rgb(1600, 1200)).jpeg({ quality: 95 }).toBuffer();
    const png = await sharp(jpeg).png().toBuffer();
    const [shrunk, full] = await Promise.all([decodeImage(jpeg, frame(100)), decodeImage(png, frame(100))]);
    const difference = shrunk.reduce((sum, value, index) => sum + Math.abs(value - (full[index] ?? 0)), 0) / shrunk.length;
    expect(difference).toBeLessThan(3);
  });

  test('raw pixels are the same as their lossless file', async () => {
    const data = makePixels({ width: 70, height: 50, style: 3, random: seededRandom(1) });
    const png = await sharp(data, rgb(70, 50)).png().toBuffer();
    for (const fit of ['stretch', 'crop', 'pad'] as const) {
      expectNear(
        await decodeImage({ width: 70, height: 50, channels: 3, data }, frame(32, 32, fit)),
        await decodeImage(png, frame(32, 32, fit)),
        0,
      );
    }
    const opaque = await sharp(png).ensureAlpha().raw().toBuffer();
    const clamped = new Uint8ClampedArray(opaque);
    expectNear(await decodeImage({ width: 70, height: 50, channels: 4, data: clamped }, frame(32)), await decodeImage(png, frame(32)), 0);
  });

  test.each([
    ['no picture at all', 7 as never, /a path, a file: URL/],
    ['null', null as never, /a path, a file: URL/],
    ['a web address', new URL('https://example.com/a.jpg'), /a file: URL/],
    ['too few pixels', { width: 2, height: 2, channels: 3, data: new Uint8Array(11) } as const, /12 bytes long/],
    ['one channel', { width: 1, height: 1, channels: 1 as 3, data: new Uint8Array(1) }, /image\.channels/],
    ['no width', { width: 0, height: 1, channels: 3, data: new Uint8Array(0) } as const, /image\.width/],
  ])('%s is an invalid argument', async (_what, input, message) => {
    await expect(decodeImage(input, frame(8))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) });
  });

  test('more pixels than the limit are refused, of files and of raw pixels', async () => {
    const data = new Uint8Array(10 * 10 * 3);
    const png = await sharp(data, rgb(10, 10)).png().toBuffer();
    for (const input of [png, { width: 10, height: 10, channels: 3 as const, data }]) {
      await expect(decodeImage(input, frame(8), { maxPixels: 99, file: 'ten.png' })).rejects.toMatchObject({
        code: 'IMAGE_TOO_LARGE',
        message: 'The picture ten.png is too large: 10 x 10 pixels, the limit is 99 in all.',
      });
      expect((await decodeImage(input, frame(8), { maxPixels: 100 })).length).toBe(192);
    }
    await expect(decodeImage(png, frame(8), { maxPixels: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('a cancelled call throws the signal’s reason', async () => {
    const reason = new Error('enough');
    await expect(decodeImage(Buffer.alloc(0), frame(8), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test.each(Object.entries(refusals))('%s is refused with %s, a sentence and a hint', async (what, code) => {
    const bytes = await makeHostileFile(what as keyof typeof refusals); // the keys of refusals are all that there is
    const error: unknown = await decodeImage(bytes, frame(8), { file: 'holiday.jpg' }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code,
      file: 'holiday.jpg',
      message: expect.stringMatching(/^(Cannot read the|The) picture holiday\.jpg.*\.$/),
    });
    expect(error).toHaveProperty('hint', expect.stringMatching(/\.$/));
  });

  test('with many in work at once, each gets its own reason', async () => {
    const kinds = Object.keys(refusals) as (keyof typeof refusals)[]; // the keys of refusals are all that there is
    const files = await Promise.all(kinds.map(makeHostileFile));
    const good = await sharp(quarters(64, 48, upright), rgb(64, 48))
      .jpeg()
      .toBuffer();
    const reason = async (bytes: Buffer): Promise<string> => {
      try {
        return `ok ${(await decodeImage(bytes, frame(8))).length}`;
      } catch (error) {
        return String(error);
      }
    };
    const alone: string[] = [];
    for (const bytes of [...files, good]) alone.push(await reason(bytes));
    const jobs = Array.from({ length: 10 }, () => [...files, good]).flat();
    const together = await Promise.all(jobs.map(reason));
    for (const [index, said] of together.entries()) expect(said).toBe(alone[index % alone.length]);
  });
});

describe('decodeImage, from files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graft-media-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('a path, a URL and the bytes give the same', async () => {
    const bytes = await sharp(quarters(30, 20, upright), rgb(30, 20))
      .jpeg()
      .toBuffer();
    const path = join(folder, 'a photo 名前 #1%.dat');
    await writeFile(path, bytes);
    const expected = await decodeImage(bytes, frame(16));
    expectNear(await decodeImage(path, frame(16)), expected, 0);
    expectNear(await decodeImage(pathToFileURL(path), frame(16)), expected, 0);
  });

  test('what is not there, and what is a folder', async () => {
    const missing = join(folder, 'missing.jpg');
    await expect(decodeImage(missing, frame(8))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', file: missing });
    await expect(decodeImage(folder, frame(8))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining('folder'),
    });
  });

  test.runIf(process.platform !== 'win32')('a device is not read', async () => {
    await expect(decodeImage('/dev/null', frame(8))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining('regular file'),
    });
  });
});

/**
 * The antialiased bilinear filter along x, and the picture transposed: two calls do both sides.
 *
 * Output i is centred at (i + 1/2) * s in the input, s = from / to; the triangle reaches max(s, 1) to either side. Where
 * libvips enlarges (version 1), it counts from the pixels' corners: the centre is i * s.
 */
function bilinear(pixels: ArrayLike<number>, width: number, height: number, to: number, version: 1 | 2): Float64Array {
  const out = new Float64Array(to * height * 3);
  const step = width / to;
  const reach = Math.max(step, 1);
  for (let i = 0; i < to; i++) {
    const centre = (i + (step >= 1 || version === 2 ? 0.5 : 0)) * step;
    const weights: [number, number][] = [];
    for (let x = Math.floor(centre - reach); x <= Math.ceil(centre + reach); x++) {
      const weight = 1 - Math.abs(x + 0.5 - centre) / reach;
      if (weight > 0) weights.push([Math.min(width - 1, Math.max(0, x)), weight]);
    }
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (let y = 0; y < height; y++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (const [x, weight] of weights) sum += weight * (pixels[(y * width + x) * 3 + channel] ?? 0);
        out[(i * height + y) * 3 + channel] = sum / total;
      }
    }
  }
  return out;
}
