import { expect, test } from 'vitest';
import { summarizeWays } from '../report/summarize-ways.ts';
import type { Way, WayRun, WaysComparison } from '../report/ways-data.ts';
import { drawWaysByPhotos, drawWaysBySeconds } from './draw-ways.ts';

const run = (way: Way, photosPerClass: number, accuracy: number, course = [{ seconds: 5, accuracy }]): WayRun => ({
  ...{ way, photosPerClass, accuracy, course, images: 4, given: 4, epochs: 1, ended: 'finished' },
  seconds: course.at(-1)?.seconds ?? 0,
  interval: { low: accuracy - 0.05, high: accuracy + 0.05 },
});

const comparison: WaysComparison = {
  ...{ name: 'photos', classes: ['a', 'b'], backbone: 'net', cuts: ['last'], classicCut: 'last', trainFrom: 'last', budget: 60, seed: 0 },
  photos: [2, 10],
  test: { images: 100, from: 'test' },
  secondsPerPhoto: { network: 0.1, bottom: 0.05 },
  runs: [
    run('head', 2, 0.8),
    run('scratch', 2, 0.5),
    run('head', 10, 0.9),
    run(
      'scratch',
      10,
      0.6,
      [10, 30, 62].map((seconds) => ({ seconds, accuracy: 0.6 })),
    ),
  ],
  ...{ leftOut: [], copies: 0, machine: [], created: '2026-01-01T00:00:00.000Z', version: '0' },
};

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
const dots = (svg: string): number =>
  [...svg.matchAll(/<g [^>]*class="way-dots"[^>]*>(.*?)<\/g>/gs)].reduce(
    (sum, [, group = '']) => sum + (group.match(/<(path|circle)/g)?.length ?? 0),
    0,
  );

test('against photos: a line a way that was tried, its name at its end, a dot a training', () => {
  const svg = drawWaysByPhotos(comparison);
  expect(texts(svg)).toEqual(expect.arrayContaining(['Head alone', 'From random weights', '2', '10']));
  expect(texts(svg)).not.toContain('Fine-tuned');
  expect(dots(svg)).toBe(4);
});

test('against seconds: every moment at which a training was measured, with one number of photos', () => {
  const svg = drawWaysBySeconds(comparison, 10);
  expect(dots(svg)).toBe(1 + 3);
  expect(texts(svg)).toEqual(expect.arrayContaining(['0 s', '10 s', '60 s']));
});

test('names at the ends of lines that end together do not lie on each other', () => {
  const together = { ...comparison, runs: (['head', 'classic', 'tuned', 'scratch'] as const).map((way) => run(way, 10, 0.99)) };
  const heights = [
    ...drawWaysByPhotos(together).matchAll(/class="way-name"[^>]*>\s*<text[^>]*transform="translate\([^,]+,([\d.]+)\)/g),
  ].map(([, y]) => Number(y));
  expect(heights).toHaveLength(4);
  const sorted = heights.toSorted((a, b) => a - b);
  for (const [i, y] of sorted.entries()) if (i > 0) expect(y - (sorted[i - 1] ?? 0)).toBeGreaterThan(14);
  expect(sorted[0]).toBeGreaterThanOrEqual(32); // within the frame
});

test('the sentences say what was measured, and how few photos are ahead of random weights', () => {
  const [first, second, third] = summarizeWays(comparison);
  expect(first).toBe('With 10 photos a class, a new head alone is right for 90.0\u00a0% after 5.0\u00a0s.');
  expect(second).toContain('guessing would give 50.0\u00a0%');
  expect(third).toContain('With 2 photos a class');
});
