import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placePicture } from './place-picture.ts';

const frame = { width: 299, height: 299 };

describe('placePicture', () => {
  test('a landscape photo of 4:3, worked by hand', () => {
    expect(placePicture(400, 300, { ...frame, fit: 'stretch' })).toEqual({ scaledWidth: 299, scaledHeight: 299, left: 0, top: 0 });
    // 299 / 300 * 400 = 398.67; (299 - 399) / 2 = -50
    expect(placePicture(400, 300, { ...frame, fit: 'crop' })).toEqual({ scaledWidth: 399, scaledHeight: 299, left: -50, top: 0 });
    // 299 / 400 * 300 = 224.25; (299 - 224) / 2 = 37.5
    expect(placePicture(400, 300, { ...frame, fit: 'pad' })).toEqual({ scaledWidth: 299, scaledHeight: 224, left: 0, top: 37 });
  });

  test('a picture of the frame’s own shape lies the same in all three', () => {
    for (const fit of ['stretch', 'crop', 'pad'] as const) {
      expect(placePicture(598, 598, { ...frame, fit })).toEqual({ scaledWidth: 299, scaledHeight: 299, left: 0, top: 0 });
    }
  });

  test('a line of one pixel stays at least one pixel high', () => {
    expect(placePicture(60_000, 1, { ...frame, fit: 'pad' })).toEqual({ scaledWidth: 299, scaledHeight: 1, left: 0, top: 149 });
  });

  const side = fc.integer({ min: 1, max: 65_535 });
  const frameSide = fc.integer({ min: 1, max: 1024 });

  test('crop covers the frame and touches two of its edges; pad lies inside and does, too', () => {
    fc.assert(
      fc.property(side, side, frameSide, frameSide, (width, height, frameWidth, frameHeight) => {
        const crop = placePicture(width, height, { width: frameWidth, height: frameHeight, fit: 'crop' });
        expect(crop.left).toBeLessThanOrEqual(0);
        expect(crop.top).toBeLessThanOrEqual(0);
        expect(crop.left + crop.scaledWidth).toBeGreaterThanOrEqual(frameWidth);
        expect(crop.top + crop.scaledHeight).toBeGreaterThanOrEqual(frameHeight);
        expect(crop.scaledWidth === frameWidth || crop.scaledHeight === frameHeight).toBe(true);
        const pad = placePicture(width, height, { width: frameWidth, height: frameHeight, fit: 'pad' });
        expect(pad.left).toBeGreaterThanOrEqual(0);
        expect(pad.top).toBeGreaterThanOrEqual(0);
        expect(pad.left + pad.scaledWidth).toBeLessThanOrEqual(frameWidth);
        expect(pad.top + pad.scaledHeight).toBeLessThanOrEqual(frameHeight);
        expect(pad.scaledWidth === frameWidth || pad.scaledHeight === frameHeight).toBe(true);
      }),
    );
  });

  test('turning picture and frame by 90 degrees turns the placement', () => {
    fc.assert(
      fc.property(
        side,
        side,
        frameSide,
        frameSide,
        fc.constantFrom('stretch', 'crop', 'pad'),
        (width, height, frameWidth, frameHeight, fit) => {
          const lying = placePicture(width, height, { width: frameWidth, height: frameHeight, fit });
          const standing = placePicture(height, width, { width: frameHeight, height: frameWidth, fit });
          expect(standing).toEqual({ scaledWidth: lying.scaledHeight, scaledHeight: lying.scaledWidth, left: lying.top, top: lying.left });
        },
      ),
    );
  });

  test('refuses a picture without pixels', () => {
    expect(() => placePicture(0, 10, { ...frame, fit: 'pad' })).toThrow(/the picture's width to be a whole number of at least 1/);
  });
});
