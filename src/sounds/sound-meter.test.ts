import { expect, test } from 'vitest';
import { makeTone } from '../../test/fixtures/make-wav.ts';
import { SoundMeter } from './sound-meter.ts';

const rate = 8000;
const tone = makeTone(440, 1, rate); // half of full scale
const levelsOf = (...channelData: Float32Array[]) => {
  const meter = new SoundMeter();
  meter.take({ channelData, sampleRate: rate });
  return meter.levels();
};

test('a tone at half of full scale: its length, its level, nothing clipped', () => {
  const levels = levelsOf(tone);
  expect(levels).toMatchObject({ sampleRate: rate, channels: 1, seconds: 1, clipped: 0, imbalance: 0, correlation: 1 });
  expect(levels.decibels).toBeCloseTo(10 * Math.log10(0.5 ** 2 / 2), 2);
});

test('of a tone that was four times too loud, the flat tops are counted; of one that reaches full scale, nothing', () => {
  const loud = tone.map((sample) => Math.max(-1, Math.min(1, 8 * sample)));
  // |4 sin| is cut where |sin| is above a quarter: 1 - 2 asin(1 / 4) / π of the time
  expect(levelsOf(loud).clipped).toBeCloseTo(1 - (2 * Math.asin(0.25)) / Math.PI, 1);
  const peaks = new Float32Array(rate);
  for (let at = 0; at < rate; at += 100) peaks[at] = 1;
  expect(levelsOf(peaks).clipped).toBe(0);
});

test('a silent channel, and one that is the other upside down', () => {
  expect(levelsOf(tone, new Float32Array(rate)).imbalance).toBeGreaterThan(60);
  expect(
    levelsOf(
      tone,
      tone.map((sample) => -sample),
    ).correlation,
  ).toBeCloseTo(-1, 6);
  expect(levelsOf(tone, tone)).toMatchObject({ imbalance: 0, channels: 2 });
  expect(levelsOf(new Float32Array(9), new Float32Array(9))).toMatchObject({
    decibels: Number.NEGATIVE_INFINITY,
    imbalance: 0,
    correlation: 1,
  });
});

test('in parts as in one piece, also where a flat top lies across the parts', () => {
  const loud = tone.map((sample) => Math.max(-1, Math.min(1, 8 * sample)));
  const meter = new SoundMeter();
  for (let at = 0; at < rate; at += 7) meter.take({ channelData: [loud.subarray(at, at + 7)], sampleRate: rate });
  const [whole, parts] = [levelsOf(loud), meter.levels()];
  expect(parts.clipped).toBe(whole.clipped);
  expect(parts.decibels).toBeCloseTo(whole.decibels, 9);
});
