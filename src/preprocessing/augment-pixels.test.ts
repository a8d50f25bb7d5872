import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { augmentations, augmentPixels } from './augment-pixels.ts';

/** A grey picture from rows of numbers. */
const grey = (rows: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));
const red = (pixels: Uint8Array): number[] => [...pixels].filter((_, i) => i % 3 === 0);

describe('augmentPixels', () => {
  test('flip mirrors every row; twice is the picture itself', () => {
    const picture = grey([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const flipped = augmentPixels(picture, { width: 3, height: 2 }, 'flip');
    expect(red(flipped)).toEqual([3, 2, 1, 6, 5, 4]);
    expect(augmentPixels(flipped, { width: 3, height: 2 }, 'flip')).toEqual(picture);
  });

  test('crop keeps 85 % of a corner, scaled up: on a slope of 20 a pixel, one of 17', () => {
    const slope = grey([[0, 20, 40, 60, 80, 100]]);
    expect(red(augmentPixels(slope, { width: 6, height: 1 }, 'crop', 0))).toEqual([0, 17, 34, 51, 68, 85]);
    expect(red(augmentPixels(slope, { width: 6, height: 1 }, 'crop', 1))).toEqual([15, 32, 49, 66, 83, 100]);
  });

  test('color: grey keeps its hue and changes by the brightness; colours move from or to grey', () => {
    const size = { width: 1, height: 1 };
    expect([...augmentPixels(Uint8Array.of(100, 100, 100), size, 'color', 0)]).toEqual([75, 75, 75]);
    expect([...augmentPixels(Uint8Array.of(100, 100, 100), size, 'color', 1)]).toEqual([130, 130, 130]);
    // Luma of (200, 100, 0) is 118.5; saturation 1.3, brightness 0.75: 0.75 · (118.5 + 1.3 · 81.5) = 168.3, …
    expect([...augmentPixels(Uint8Array.of(200, 100, 0), size, 'color', 2)]).toEqual([168, 71, 0]);
  });

  test('rotate leaves the middle where it is and turns the slope by 10 degrees, either way', () => {
    const size = { width: 21, height: 21 };
    const slope = grey(Array.from({ length: 21 }, () => Array.from({ length: 21 }, (_, x) => 10 * x)));
    for (const [variant, sign] of [
      [0, -1],
      [1, 1],
    ] as const) {
      const turned = red(augmentPixels(slope, size, 'rotate', variant));
      expect(turned[10 * 21 + 10]).toBe(100);
      // Five rows below the middle, a pixel of the turned picture lies 5 · sin 10° beside its column.
      expect(turned[15 * 21 + 10]).toBe(Math.round(100 + sign * 50 * Math.sin(Math.PI / 18)));
    }
  });

  test('a picture of one colour stays so, and the original is left alone', () => {
    const size = { width: 5, height: 4 };
    fc.assert(
      fc.property(fc.constantFrom(...augmentations.filter((how) => how !== 'mask')), fc.nat(3), fc.nat(255), (how, variant, value) => {
        const picture = new Uint8Array(60).fill(value);
        const changed = augmentPixels(picture, size, how, variant);
        expect(new Set(changed).size).toBe(1);
        expect(picture).toEqual(new Uint8Array(60).fill(value));
        if (how !== 'color') expect(changed).toEqual(picture);
      }),
    );
  });

  test('mask blacks out a band and a column, wherever the variant says', () => {
    fc.assert(
      fc.property(fc.nat(255), (variant) => {
        const changed = augmentPixels(new Uint8Array(50 * 50 * 3).fill(9), { width: 50, height: 50 }, 'mask', variant);
        const black = changed.filter((value) => value === 0).length / 3;
        expect(black).toBe(6 * 50 + 6 * 50 - 36); // 12 % of 50 are 6
      }),
    );
  });
});
