import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../tensor/random.ts';
import { ActivationHistogram } from './activation-histogram.ts';

const random = seededRandom(3);
const photos = [0.01, 1, 300, 0.2].map((spread) =>
  Float32Array.from({ length: 500 }, (_, at) => (at % 5 === 0 ? 0 : spread * random.normal())),
);

function histogramOf(...values: readonly Float32Array[]): ActivationHistogram {
  const histogram = new ActivationHistogram();
  for (const each of values) histogram.add(each, 'x');
  return histogram;
}

describe('ActivationHistogram', () => {
  test('counts as though its bins had been that wide from the start', () => {
    const { width, counts, low, high, seen } = histogramOf(...photos);
    const all = photos.flatMap((each) => [...each]);
    expect([low, high]).toEqual([Math.min(...all), Math.max(...all)]);
    expect(Number.isInteger(Math.log2(width))).toBe(true);
    const expected = new Float64Array(counts.length);
    for (const x of all)
      if (x !== 0) expected[Math.floor(x / width) + counts.length / 2] = (expected[Math.floor(x / width) + counts.length / 2] ?? 0) + 1;
    expect(counts).toEqual(expected);
    expect(seen).toEqual({ total: all.length, zeros: all.filter((x) => x === 0).length });
  });

  test('uses at least half of the bins on the wider side', () => {
    const { width, counts, high } = histogramOf(Float32Array.of(0.5, 700.1));
    expect(high / width).toBeGreaterThanOrEqual(counts.length / 4);
  });

  test('does not depend on the order of the photos', () => {
    const [a, b] = [histogramOf(...photos), histogramOf(...photos.toReversed())];
    expect(b.counts).toEqual(a.counts);
    expect(b.width).toBe(a.width);
  });

  test.each([
    ['an end of the bins', [-2048, 2047.5, 2048, -2049]],
    ['a power of two', [1, 2, 4, 1024]],
    ['the smallest numbers', [1e-45, -1e-45, 1e-38]],
    ['the largest', [3.4e38, -3.4e38]],
  ])('holds %s', (_what, values) => {
    const histogram = new ActivationHistogram();
    for (const value of values) histogram.add(Float32Array.of(value), 'x');
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    expect(() => histogramOf(Float32Array.of(1, value, 2))).toThrow(
      expect.objectContaining({ code: 'GRAPH_INVALID', message: expect.stringContaining('"x"') }),
    );
  });
});
