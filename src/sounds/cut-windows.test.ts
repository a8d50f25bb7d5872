import { describe, expect, test } from 'vitest';
import { makeTone } from '../../test/fixtures/make-wav.ts';
import { cutWindows } from './cut-windows.ts';
import { audacityLabels, spansOf } from './label-spans.ts';
import { defineSound } from './sound-settings.ts';

const settings = defineSound({ sampleRate: 2000, windowSeconds: 1 });

describe('windows', () => {
  test('overlap evenly, from the first sample to the last', () => {
    const windows = cutWindows(makeTone(300, 3.2, 2000), settings);
    expect(windows.map(({ start }) => start)).toEqual([0, 0.44, 0.88, 1.32, 1.76, 2.2]);
    expect(windows.at(-1)?.end).toBe(3.2);
    expect(windows.every(({ samples }) => samples.length === 2000)).toBe(true);
  });

  test('a short sound lies in the middle of one; a few samples too many make no second', () => {
    const [only, ...more] = cutWindows(new Float32Array(1000).fill(1), settings);
    expect(more).toEqual([]);
    expect([only?.start, only?.end, only?.samples[499], only?.samples[500], only?.samples[1499], only?.samples[1500]]).toEqual([
      -0.25, 0.75, 0, 1, 1, 0,
    ]);
    expect(cutWindows(new Float32Array(2004).fill(1), settings).map(({ start }) => start)).toEqual([0.001]);
  });

  test('silence is left out unless it is wanted; the loudest window always stays', () => {
    const sound = new Float32Array(8000);
    sound.set(makeTone(300, 1, 2000), 4000);
    expect(cutWindows(sound, settings).map(({ start }) => start)).toEqual([1.5, 2, 2.5]);
    expect(cutWindows(sound, settings, { withSilence: true })).toHaveLength(7);
    expect(cutWindows(new Float32Array(8000), settings).length).toBeGreaterThan(0);
    expect(cutWindows(makeTone(300, 60, 2000), settings, { most: 10 })).toHaveLength(10);
  });
});

test('neighbours that say the same are joined, and Audacity’s labels have three columns', () => {
  const window = (start: number, label: string | undefined) => ({ start, end: start + 1, label, probability: 0.5 });
  const spans = spansOf([window(0, 'dog'), window(0.5, 'dog'), window(1, 'cat'), window(1.5, undefined), window(2, 'cat')], 3);
  expect(spans.map(({ start, end, label }) => [start, end, label])).toEqual([
    [0, 1.25, 'dog'],
    [1.25, 1.75, 'cat'],
    [2.25, 3, 'cat'],
  ]);
  // Borders that are no round numbers are the same from either side.
  const uneven = Array.from({ length: 20 }, (_, at) => window((at * 0.9) / 1.7, 'dog'));
  expect(spansOf(uneven, 12)).toMatchObject([{ start: 0, end: 12, label: 'dog' }]);
  expect(audacityLabels([{ start: 0, end: 1.25, label: 'a\tdog' }])).toBe('0.000000\t1.250000\ta dog\n');
});
