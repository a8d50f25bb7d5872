import { describe, expect, test } from 'vitest';
import { writeOnnx } from '../formats/onnx/write.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { decodeImage } from '../media/decode-image.ts';
import { definePreprocessing, fits } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import { anySizeOpset, withAnySize } from './any-size.ts';
import { drawTestPictures } from './draw-test-pictures.ts';

/** A network that gives back the very pixels that reach it. */
function mirror(width: number, height: number) {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', height, width, 3] });
  builder.add('Identity', ['pixels'], { as: 'seen' });
  return builder.finish('mirror', [{ name: 'seen', dtype: 'uint8', shape: ['batch', height, width, 3] }]);
}

/** How far each channel of each pixel is from the other's, on average, in levels of 255. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

// What training and prediction see is the measure: shrinking, enlarging, and both in one. libvips shrinks with weights in fixed
// point, and by whole blocks first where there is much to shrink.
describe.each(fits)('pictures of any size, %s', (fit) => {
  test.each([
    [180, 120, 3],
    [97, 97, 2],
    [61, 40, 2],
    [300, 31, 1],
  ])('%i x %i pixels become what sharp makes of them, within %d levels', async (width, height, levels) => {
    const preprocessing = definePreprocessing({ width: 75, height: 75, fit });
    await using session = await Session.open(writeOnnx(withAnySize(mirror(75, 75), preprocessing), anySizeOpset));
    for (const data of drawTestPictures(2, { width, height })) {
      const expected = await decodeImage({ width, height, channels: 3, data }, preprocessing);
      const { seen } = await session.run({ pixels: tensor('uint8', [1, height, width, 3], data) });
      expect(meanDifference(seen?.dtype === 'uint8' ? seen.data : new Uint8Array(), expected)).toBeLessThan(levels);
    }
  });
});
