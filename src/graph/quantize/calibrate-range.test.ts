import { describe, expect, test } from 'vitest';
import { pythonWith } from '../../../test/python.ts';
import { seededRandom } from '../../tensor/random.ts';
import { ActivationHistogram } from './activation-histogram.ts';
import { calibrateRange } from './calibrate-range.ts';
import { entropyThreshold } from './entropy-threshold.ts';

const random = seededRandom(6);
const numbers = (count: number, draw: () => number): Float32Array => Float32Array.from({ length: count }, draw);

function histogramOf(values: Float32Array): ActivationHistogram {
  const histogram = new ActivationHistogram();
  histogram.add(values, 'x');
  return histogram;
}

describe('calibrateRange', () => {
  const uniform = histogramOf(numbers(200_000, () => 3 * random.next() - 1));
  const outlier = histogramOf(Float32Array.from([...numbers(100_000, () => Math.max(0, random.normal())), 500]));

  test('minmax is all that was seen', () => {
    expect(calibrateRange(outlier, 'minmax')).toEqual({ low: 0, high: 500 });
    expect(calibrateRange(uniform, 'minmax')).toEqual({ low: uniform.low, high: uniform.high });
  });

  test('percentile of a uniform distribution leaves out half of a ten-thousandth of its width on each side', () => {
    const { low, high } = calibrateRange(uniform, 'percentile');
    // To a bin, and to three deviations of the count of some 10 numbers.
    const slack = uniform.width + 3 * (1 + 2) * (Math.sqrt(10) / 200_000);
    expect(Math.abs(low - (-1 + 3 * 0.00005))).toBeLessThan(slack);
    expect(Math.abs(high - (2 - 3 * 0.00005))).toBeLessThan(slack);
  });

  test('percentile and entropy pass over an outlier, and keep 0 where all is positive', () => {
    for (const method of ['percentile', 'entropy'] as const) {
      const { low, high } = calibrateRange(outlier, method);
      expect(low).toBe(0);
      expect(high).toBeGreaterThan(2);
      expect(high).toBeLessThan(150);
    }
  });

  test.each(['minmax', 'percentile', 'entropy'] as const)('%s never goes beyond what was seen, on either side', (method) => {
    for (const values of [
      numbers(3000, () => random.normal()),
      numbers(3000, () => -random.next()),
      Float32Array.of(0, 0),
      Float32Array.of(-2),
    ]) {
      const histogram = histogramOf(values);
      const { low, high } = calibrateRange(histogram, method);
      expect(low).toBeGreaterThanOrEqual(histogram.low);
      expect(high).toBeLessThanOrEqual(histogram.high);
    }
  });

  test('nothing seen is a range of 0', () => {
    expect(calibrateRange(new ActivationHistogram(), 'entropy')).toEqual({ low: 0, high: 0 });
  });
});

describe('entropyThreshold', () => {
  test('is what NumPy finds by the definition, bin by bin', ({ skip }) => {
    const python = pythonWith('numpy');
    if ('missing' in python) return skip(python.missing);
    const cases = [
      { levels: 32, counts: histogram(512, () => Math.abs(random.normal()) * 75) },
      { levels: 64, counts: histogram(512, () => -Math.log(1 - random.next()) * 40) },
      { levels: 32, counts: histogram(1024, () => (random.next() < 0.001 ? 1023 : 150 * random.next())) },
    ];
    const expected: unknown = JSON.parse(python.run(reference, JSON.stringify(cases)));
    expect(cases.map(({ counts, levels }) => entropyThreshold(Float64Array.from(counts), levels))).toEqual(expected);
  });

  test('with no more bins than levels there is nothing to lose', () => {
    expect(entropyThreshold(Float64Array.of(5, 0, 3, 1, 0, 0), 8)).toBe(4);
  });

  function histogram(bins: number, draw: () => number): number[] {
    const counts = new Array<number>(bins).fill(0);
    for (let photo = 0; photo < 20_000; photo++) {
      const bin = Math.floor(draw());
      if (bin < bins) counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  }

  /** Migacz' slides, written with NumPy's own splitting of arrays and sums: for each number of bins, KL of the clipped and the coarse. */
  const reference = `
import json, sys
import numpy as np
def threshold(counts, levels):
    counts = np.asarray(counts, float)
    used = int(np.flatnonzero(counts)[-1]) + 1
    stride = len(counts) // 256
    best = (np.inf, used)
    tried = list(range(levels, used, stride)) + [used]
    for bins in tried:
        p = counts[:bins].copy()
        q = np.zeros(bins)
        edges = np.arange(levels + 1) * bins // levels
        for a, b in zip(edges[:-1], edges[1:]):
            part = counts[a:b]
            filled = part > 0
            if filled.any():
                q[a:b][filled] = part.sum() / filled.sum()
        p[-1] += counts[bins:].sum()
        some = p > 0
        total = q.sum()
        q = np.where(q > 0, q, 1e-4) / total
        p = p / p.sum()
        kl = float(np.sum(p[some] * np.log(p[some] / q[some])))
        if kl <= best[0]:
            best = (kl, bins)
    return best[1]
print(json.dumps([threshold(case['counts'], case['levels']) for case in json.loads(sys.argv[1])]))
`;
});
