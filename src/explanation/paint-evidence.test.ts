import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placePicture } from '../preprocessing/place-picture.ts';
import { fits } from '../preprocessing/preprocessing.ts';
import { frameInPhoto } from './frame-in-photo.ts';
import { evidenceColours, paintEvidence } from './paint-evidence.ts';

describe('frameInPhoto', () => {
  const frame = { width: 300, height: 300 };

  test('a photo of 400 x 200, worked by hand', () => {
    expect(frameInPhoto(400, 200, { ...frame, fit: 'stretch' })).toEqual({ left: 0, top: 0, width: 400, height: 200 });
    // crop: scaled by 1.5 to 600 x 300, 150 cut off each side: 100 pixels of the photo.
    expect(frameInPhoto(400, 200, { ...frame, fit: 'crop' })).toEqual({ left: 100, top: 0, width: 200, height: 200 });
    // pad: scaled by 0.75 to 300 x 150, bars of 75 above and below: 100 pixels of the photo.
    expect(frameInPhoto(400, 200, { ...frame, fit: 'pad' })).toEqual({ left: 0, top: -100, width: 400, height: 400 });
  });

  test('is the inverse of placePicture', () => {
    const side = fc.integer({ min: 1, max: 4000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(...fits), (width, height, fit) => {
        const placed = placePicture(width, height, { ...frame, fit });
        const { left, top, width: across, height: down } = frameInPhoto(width, height, { ...frame, fit });
        expect((-left * frame.width) / across).toBeCloseTo(placed.left, 6); // where the photo's corner comes to lie
        expect((-top * frame.height) / down).toBeCloseTo(placed.top, 6);
        expect((width * frame.width) / across).toBeCloseTo(placed.scaledWidth, 6);
      }),
    );
  });
});

describe('paintEvidence', () => {
  const grey = { width: 3, height: 1, data: new Uint8Array(9).fill(100) };

  test('for is orange, against is blue, nothing leaves the picture grey', () => {
    const map = { width: 3, height: 1, data: Float64Array.of(2, 0, -2) };
    const painted = paintEvidence(grey, { map, frame: { left: 0, top: 0, width: 3, height: 1 } });
    const towards = (channel: number): number => Math.round(100 + 0.75 * (channel - 100));
    expect([...painted]).toEqual([...evidenceColours.for.map(towards), 100, 100, 100, ...evidenceColours.against.map(towards)]);
  });

  test('what the network did not see is dimmed, and gets no colour', () => {
    const map = { width: 1, height: 1, data: Float64Array.of(1) };
    const painted = paintEvidence(grey, { map, frame: { left: 1, top: 0, width: 1, height: 1 } });
    expect([...painted.subarray(0, 3), ...painted.subarray(6)]).toEqual(new Array(6).fill(35));
    expect(painted[3]).toBeGreaterThan(100);
  });

  test('a map of nothing paints nothing', () => {
    const map = { width: 1, height: 1, data: new Float64Array(1) };
    expect([...paintEvidence(grey, { map, frame: { left: 0, top: 0, width: 3, height: 1 } })]).toEqual([...grey.data]);
  });
});
