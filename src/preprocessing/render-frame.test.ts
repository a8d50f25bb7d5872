import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage } from '../media/decode-image.ts';
import { definePreprocessing, fits, preprocessingVersions } from './preprocessing.ts';
import { renderFrame } from './render-frame.ts';
import { resizePicture } from './resize-picture.ts';
import type { RowSource } from './rgb-pixels.ts';

function rowsOf(width: number, height: number, rgba: Uint8Array): RowSource {
  return { width, height, read: (top, rows) => rgba.subarray(top * width * 4, (top + rows) * width * 4) };
}

/** A grey picture of one row or column. */
function line(values: readonly number[], way: 'row' | 'column'): RowSource {
  const rgba = Uint8Array.from(values.flatMap((value) => [value, value, value, 255]));
  return way === 'row' ? rowsOf(values.length, 1, rgba) : rowsOf(1, values.length, rgba);
}

const reds = (data: Uint8Array): number[] => [...data].filter((_, i) => i % 3 === 0);

/** Colour ramps, an edge, and noise that repeats: nothing flat, so that a shift of a pixel shows. */
function drawing(width: number, height: number): Uint8Array {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      rgba[at] = (255 * x) / width;
      rgba[at + 1] = (x * 31 + y * 57 + ((x * y) % 97)) % 256;
      rgba[at + 2] = x * 2 > width ? 230 : (255 * y) / height;
    }
  }
  return rgba;
}

/** The largest and the mean difference, in levels of 255. */
function difference(a: Uint8Array, b: Uint8Array): { largest: number; mean: number } {
  expect(a.length).toBe(b.length);
  let [largest, sum] = [0, 0];
  for (const [i, value] of a.entries()) {
    const difference = Math.abs(value - (b[i] ?? 0));
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / a.length };
}

describe('by hand', () => {
  test('a picture of the right size stays as it is', () => {
    expect(reds(resizePicture(line([7, 0, 255], 'row'), 3, 1, 2).data)).toEqual([7, 0, 255]);
  });

  test.each(['row', 'column'] as const)('twelve pixels of a %s to six: each is ¾ of its own two and ⅛ of either neighbour', (way) => {
    const old = [0, 0, 100, 100, 200, 200, 100, 100, 0, 0, 0, 0];
    const made = way === 'row' ? resizePicture(line(old, way), 6, 1, 2) : resizePicture(line(old, way), 1, 6, 2);
    // the triangle over 2 old pixels: ⅛, ⅜, ⅜, ⅛
    expect(reds(made.data)).toEqual([13, 100, 175, 100, 13, 0]);
  });

  test('eight pixels to two: blocks of two first, then the triangle', () => {
    // blocks: 10 30 50 70; then ⅛·10 + ⅜·10 + ⅜·30 + ⅛·50 past the edge, and its mirror
    expect(reds(resizePicture(line([0, 20, 20, 40, 40, 60, 60, 80], 'row'), 2, 1, 2).data)).toEqual([23, 58]);
  });

  test('enlarging: the centres meet, so each new pixel of two is ¾ its old one and ¼ the neighbour on its side', () => {
    const made = resizePicture(line([0, 100, 200, 100, 0, 0], 'row'), 12, 1, 2);
    expect(reds(made.data)).toEqual([0, 25, 75, 125, 175, 175, 125, 75, 25, 0, 0, 0]);
  });

  test('enlarging for models of version 1 puts new place x at x / 2 - ½, as libvips does', () => {
    const made = resizePicture(line([0, 100, 200, 100, 0, 0], 'row'), 12, 1, 1);
    expect(reds(made.data)).toEqual([0, 0, 50, 100, 150, 200, 150, 100, 50, 0, 0, 0]);
  });

  test('pad leaves bars, crop cuts the middle out', () => {
    const source = line([10, 20, 30, 40], 'row');
    const bars = definePreprocessing({ width: 4, height: 3, fit: 'pad', padding: [1, 2, 3] });
    expect(reds(renderFrame(source, bars))).toEqual([1, 1, 1, 1, 10, 20, 30, 40, 1, 1, 1, 1]);
    expect(reds(renderFrame(source, definePreprocessing({ width: 2, height: 1, fit: 'crop' })))).toEqual([20, 30]);
  });
});

describe('the same pixels as libvips', () => {
  test.each([
    [640, 480], // both sides shrink
    [2400, 1700], // by more than a block
    [1801, 1203], // by blocks of three, with a remainder
    [120, 90], // both are enlarged
    [100, 640], // one shrinks, one is enlarged
    [640, 100],
    [96, 200], // one is enlarged, one stays
    [5000, 3],
    [1, 1],
  ])('%i x %i', { timeout: 30_000 }, async (width, height) => {
    const rgba = drawing(width, height);
    for (const [fit, version] of fits.flatMap((fit) => preprocessingVersions.map((version) => [fit, version] as const))) {
      const preprocessing = { ...definePreprocessing({ width: 299, height: 200, fit }), version };
      const expected = await decodeImage({ width, height, channels: 4, data: rgba }, preprocessing);
      const { largest, mean } = difference(renderFrame(rowsOf(width, height, rgba), preprocessing), expected);
      // libvips computes weights in fixed point and rounds between its steps
      expect(largest, `${fit} ${version}`).toBeLessThanOrEqual(2);
      expect(mean, `${fit} ${version}`).toBeLessThan(0.35);
    }
  });

  test('of photos, which libvips decodes at a fraction of their size where they are large', async ({ skip }) => {
    const folder = '../shared/datasets/clothing/test';
    if (!existsSync(folder)) return skip('../shared is missing');
    const photos = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'));
    for (const name of photos.filter((_, i) => i % 40 === 0)) {
      const file = join(folder, name);
      const { data, info } = await sharp(file, { autoOrient: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      const preprocessing = definePreprocessing({ width: 299, height: 299 });
      const { largest, mean } = difference(
        renderFrame(rowsOf(info.width, info.height, data), preprocessing),
        await decodeImage(file, preprocessing),
      );
      expect(largest, name).toBeLessThanOrEqual(2);
      expect(mean, name).toBeLessThan(0.35);
    }
  });
});

test('a hundred megapixels are read in strips', () => {
  const strips: number[] = [];
  const strip = new Uint8Array(12_000 * 400 * 4);
  const source: RowSource = {
    width: 12_000,
    height: 8300,
    read: (_top, rows) => {
      strips.push(rows);
      return strip.subarray(0, rows * 12_000 * 4);
    },
  };
  renderFrame(source, definePreprocessing({ width: 299, height: 299 }));
  expect(strips.reduce((sum, rows) => sum + rows, 0)).toBe(8300);
  expect(Math.max(...strips) * 12_000 * 4).toBeLessThanOrEqual(4 * 2 ** 20);
}, 30_000);
