import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintFrames } from '../sounds/sound-fingerprint.ts';
import { judgeLook } from './judge-look.ts';
import { type Look, thumbnailSide } from './look.ts';
import { measureLook } from './measure-look.ts';
import { packedLookBytes, packedSoundLookBytes, packLook, unpackLook } from './pack-look.ts';

/** A picture by its colour at each place. */
function pixelsOf(width: number, height: number, colour: (x: number, y: number) => readonly [number, number, number]): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) pixels.set(colour(at % width, Math.floor(at / width)), 3 * at);
  return pixels;
}

test('by hand: 3 x 3, black with a white middle', () => {
  const look = measureLook(
    pixelsOf(3, 3, (x, y) => (x === 1 && y === 1 ? [255, 255, 255] : [0, 0, 0])),
    3,
    3,
  );
  expect(look.brightness).toBeCloseTo(255 / 9, 6);
  expect(look.contrast).toBeCloseTo((255 * Math.sqrt(8)) / 9, 6); // √(1/9 · 8/9) · 255
  expect(look).toMatchObject({ darkest: 0, brightest: 255, sharpness: 0, border: [0, 0, 0] }); // one Laplacian has no variance
});

test('by hand: the Laplacian of a single bright column', () => {
  // Columns 0 0 90 0 0: the Laplacian in the inner columns is -90, 180, -90, of mean 0 and variance (2·90² + 180²) / 3.
  const look = measureLook(
    pixelsOf(5, 4, (x) => (x === 2 ? [90, 90, 90] : [0, 0, 0])),
    5,
    4,
  );
  expect(look.sharpness).toBeCloseTo((2 * 90 ** 2 + 180 ** 2) / 3, 6);
});

test('luma is 0.299 red, 0.587 green, 0.114 blue, to a level', () => {
  for (const [colour, luma] of [
    [[255, 0, 0], 76.2],
    [[0, 255, 0], 149.7],
    [[0, 0, 255], 29.1],
  ] as const) {
    expect(
      Math.abs(
        measureLook(
          pixelsOf(4, 4, () => colour),
          4,
          4,
        ).brightness - luma,
      ),
    ).toBeLessThan(1);
  }
});

test('the border is that of the frame alone', () => {
  const look = measureLook(
    pixelsOf(64, 96, (x, y) => (x < 2 || y < 2 || x >= 62 || y >= 94 ? [10, 200, 30] : [255, 255, 255])),
    64,
    96,
  );
  expect(look.border).toEqual([10, 200, 30]);
});

test('the thumbnail of a mirrored picture is the mirrored thumbnail, to a few levels: of 299 pixels the middle one must go somewhere', () => {
  const colour = (x: number, y: number): readonly [number, number, number] => [(x * 7 + y * 3) % 256, (x * y) % 256, (x + y) % 256];
  const [plain, mirrored] = [pixelsOf(299, 299, colour), pixelsOf(299, 299, (x, y) => colour(298 - x, y))].map(
    (pixels) => measureLook(pixels, 299, 299).thumbnail,
  );
  const back = mirrored?.map((_, at, all) => all[at - (at % thumbnailSide) + (thumbnailSide - 1 - (at % thumbnailSide))] ?? 0);
  for (const [at, value] of (back ?? []).entries()) expect(Math.abs(value - (plain?.[at] ?? 0))).toBeLessThanOrEqual(6);
  expect(plain).not.toEqual(mirrored);
});

test('a picture smaller than the thumbnail fills it', () => {
  const { thumbnail } = measureLook(
    pixelsOf(2, 2, (x) => (x === 0 ? [0, 0, 0] : [200, 200, 200])),
    2,
    2,
  );
  expect([thumbnail[0], thumbnail[31], thumbnail[1023]]).toEqual([0, 200, 200]);
});

test('pixels that do not fill the picture are refused', () => {
  expect(() => measureLook(new Uint8Array(11), 2, 2)).toThrow('2 * 2 * 3');
});

const sound: Look = {
  ...{ thumbnail: new Uint8Array(1024), brightness: 120, contrast: 50, darkest: 30, brightest: 220, sharpness: 150, border: [90, 80, 70] },
  ...{ width: 640, height: 480, bytes: 50_000, format: 'jpeg', orientation: 1, camera: 'Canon EOS 5D' },
};

test('what is packed comes back, in 32-bit floats', () => {
  const real = fc.float({ min: 0, max: 65536, noNaN: true });
  const text = fc.string({ maxLength: 16 }).filter((s) => !s.includes('\0'));
  const looks = fc.record({
    thumbnail: fc.uint8Array({ minLength: 1024, maxLength: 1024 }),
    ...{ brightness: real, contrast: real, darkest: real, brightest: real, sharpness: real, border: fc.tuple(real, real, real) },
    ...{ width: fc.nat(), height: fc.nat(), bytes: fc.nat(), orientation: fc.integer({ min: 1, max: 8 }), format: text, camera: text },
  });
  fc.assert(
    fc.property(looks, (look) => {
      const packed = packLook(look);
      expect(packed).toHaveLength(packedLookBytes);
      expect(unpackLook(packed)).toEqual(look);
    }),
  );
  expect(unpackLook(new Uint8Array(9))).toBeUndefined();
});

test('what was measured on a recording comes back, too', () => {
  const heard = {
    ...{ sampleRate: 44_100, channels: 2, seconds: 5, clipped: 0.25, decibels: -20.5, imbalance: 1, correlation: -0.5 },
    ...{ heardAt: 32_000, windowSeconds: 2.5, fingerprint: Uint16Array.from([0, 1, 0x8000, 0xffff]) },
  };
  const look = { ...sound, format: 'wav', sound: heard };
  expect(packLook(look)).toHaveLength(packedSoundLookBytes);
  expect(unpackLook(packLook(look))).toEqual(look);
  const endless = { ...look, sound: { ...heard, fingerprint: new Uint16Array(5000).fill(7) } };
  expect(unpackLook(packLook(endless))?.sound?.fingerprint).toHaveLength(fingerprintFrames);
});

test('the name of a camera is cut off, not spilled, and other scripts do no harm', () => {
  expect(unpackLook(packLook({ ...sound, camera: 'x'.repeat(500) }))?.camera).toMatch(/^x{50,200}$/);
  expect(unpackLook(packLook({ ...sound, camera: '写真機' }))?.camera).toBe('???');
});

test.each<[Partial<Look>, string[]]>([
  [{}, []],
  [{ contrast: 3 }, ['blank']],
  [{ contrast: 3, brightest: 10, sharpness: 0 }, ['blank']], // one fault, not three
  [{ brightest: 40 }, ['dark']],
  [{ brightest: 40, sharpness: 1 }, ['dark']],
  [{ darkest: 240, brightest: 255, contrast: 10 }, ['overexposed']],
  [{ darkest: 240, brightest: 255, contrast: 45 }, []], // a page of print
  [{ sharpness: 3 }, ['blurred']],
  [{ width: 40, height: 60, sharpness: 3 }, ['tiny']],
  [{ width: 1600, height: 300 }, ['odd-aspect']],
  [{ width: 1600, height: 60 }, ['tiny', 'odd-aspect']],
])('%j is judged %j', (change, faults) => {
  expect(judgeLook({ ...sound, ...change })).toEqual(faults);
});
