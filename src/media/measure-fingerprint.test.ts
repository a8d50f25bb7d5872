import { expect, test } from 'vitest';
import { compareFingerprints } from '../audit/compare-fingerprints.kernel.ts';
import { isSameRecording } from '../audit/join-recordings.ts';
import { resample } from '../sounds/resample.ts';
import { heardBit } from '../sounds/sound-fingerprint.ts';
import { seededRandom } from '../tensor/random.ts';
import { measureFingerprint } from './measure-fingerprint.ts';

const rate = 16_000;

/** A second of noise whose loudness and colour wander, as a song's do. */
function song(seed: number): Float32Array {
  const random = seededRandom(seed);
  let [smooth, colour, loudness] = [0, 0.5, 0.5];
  return Float32Array.from({ length: rate }, (_, at) => {
    if (at % 800 === 0) [colour, loudness] = [random.next() * 0.9, 0.1 + 0.8 * random.next()];
    smooth = colour * smooth + (1 - colour) * (random.next() - 0.5);
    return loudness * smooth;
  });
}

const distance = (one: Uint16Array, other: Uint16Array): number =>
  compareFingerprints(one, other, { heardBit, reach: 32, overlap: 0.7, within: 1 }).distance;

test('softer, at another rate, and begun a tenth of a second later it is the same recording; others are not', async () => {
  const original = song(1);
  const fingerprint = await measureFingerprint(original, rate);
  const late = new Float32Array(rate + 1600);
  late.set(original, 1600);
  const copies = {
    softer: [original.map((sample) => sample / 8), rate],
    late: [late, rate],
    early: [original.subarray(1600), rate],
    'at 11,025 Hz': [resample(original, rate, 11_025), 11_025],
  } as const;
  for (const [name, [samples, itsRate]] of Object.entries(copies))
    expect(isSameRecording(fingerprint, await measureFingerprint(samples, itsRate)), name).toBe(true);
  for (const seed of [2, 3, 4]) {
    const other = await measureFingerprint(song(seed), rate);
    expect(isSameRecording(fingerprint, other)).toBe(false);
    expect(distance(fingerprint, other)).toBeGreaterThan(0.3);
  }
});

test('silence, a moment and a steady tone have nothing to be told by', async () => {
  const tone = (hertz: number): Float32Array => Float32Array.from({ length: rate }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate));
  for (const samples of [new Float32Array(0), new Float32Array(rate), new Float32Array(5).fill(0.5)])
    expect((await measureFingerprint(samples, rate)).every((word) => (word & heardBit) === 0)).toBe(true);
  expect(isSameRecording(await measureFingerprint(tone(440), rate), await measureFingerprint(tone(660), rate))).toBe(false);
});
