import { describe, expect, test } from 'vitest';
import { makeTone } from '../../test/fixtures/make-wav.ts';
import { largestDifference } from '../../test/run-graph.ts';
import { resample } from './resample.ts';

const middle = (samples: Float32Array): Float32Array => samples.subarray(samples.length * 0.1, samples.length * 0.9);

describe('resampling', () => {
  // What a band-limited tone is at the new rate is known exactly: the same tone.
  test.each([
    [44_100, 16_000],
    [8000, 32_000],
    [48_000, 44_100],
    [22_050, 8000],
  ])('a tone of %i hertz sampling is the same tone at %i', (from, to) => {
    const found = resample(makeTone(440, 0.5, from), from, to);
    const wanted = makeTone(440, 0.5, to);
    expect(Math.abs(found.length - wanted.length)).toBeLessThanOrEqual(1);

    const length = Math.min(found.length, wanted.length);
    expect(largestDifference(middle(found.subarray(0, length)), middle(wanted.subarray(0, length)))).toBeLessThan(1e-3);
  });

  test('what the new rate cannot hold is gone, rather than folded back', () => {
    const folded = middle(resample(makeTone(11_000, 0.5, 44_100), 44_100, 16_000));
    expect(Math.max(...folded.map(Math.abs))).toBeLessThan(0.5 * 10 ** (-70 / 20));
  });

  test('a constant stays what it is, and equal rates cost nothing', () => {
    const constant = new Float32Array(2000).fill(0.25);
    expect(largestDifference(middle(resample(constant, 8000, 11_025)), middle(new Float32Array(2757).fill(0.25)))).toBeLessThan(1e-5);
    expect(resample(constant, 8000, 8000)).toBe(constant);
  });
});
