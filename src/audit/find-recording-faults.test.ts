import { expect, test } from 'vitest';
import { findRecordingFaults, isSilent } from './find-recording-faults.ts';
import type { Look } from './look.ts';

const sound: NonNullable<Look['sound']> = {
  ...{ sampleRate: 44_100, channels: 2, seconds: 5, clipped: 0, decibels: -20, imbalance: 1, correlation: 0.4 },
  ...{ heardAt: 32_000, windowSeconds: 5, fingerprint: new Uint16Array(0) },
};
const look = (changed: Partial<typeof sound> = {}, format = 'wav'): Look => ({
  ...{ thumbnail: new Uint8Array(1024), brightness: 90, contrast: 50, darkest: 0, brightest: 220, sharpness: 90, border: [0, 0, 0] },
  ...{ width: 299, height: 299, bytes: 50_000, format, orientation: 1, camera: '', sound: { ...sound, ...changed } },
});
const faultsOf = (given: Look, file = 'dog/1.wav') => {
  const others = Array.from({ length: 5 }, (_, at) => ({ file: `dog/other${at}.wav`, class: 'dog', look: look() }));
  const faults: Record<string, readonly { readonly file: string }[]> = {
    ...findRecordingFaults([...others, { file, class: 'dog', look: given }]),
  };
  return Object.keys(faults).filter((name) => faults[name]?.some((found) => found.file === file));
};

test.each([
  ['clipped', look({ clipped: 0.02 })],
  ['quiet', look({ decibels: -65 })],
  ['short', look({ seconds: 0.8 })],
  ['narrow', look({ sampleRate: 8000 })],
  ['deadChannel', look({ imbalance: 90 })],
  ['outOfPhase', look({ correlation: -0.99 })],
  ['misnamed', look({}, 'mp3')],
])('%s is told, and nothing else', (name, given) => {
  expect(faultsOf(given)).toEqual([name]);
});

test('a sound recording has no fault, whatever form its name may have for what is in it', () => {
  expect(faultsOf(look())).toEqual([]);
  expect(faultsOf(look({}, 'opus'), 'dog/1.OGG')).toEqual([]);
  expect(faultsOf(look({ sampleRate: 31_000 }))).toEqual([]);
});

test('a silent one is silent, and nothing else; of photos nothing is said', () => {
  const silent = look({ decibels: Number.NEGATIVE_INFINITY, seconds: 0.1, sampleRate: 8000 });
  expect(isSilent(silent)).toBe(true);
  expect(faultsOf(silent)).toEqual([]);
  const { sound: _, ...photo } = look({}, 'jpeg');
  expect(isSilent({ ...photo, sound: undefined })).toBe(false);
  expect(findRecordingFaults([{ file: 'a/1.jpg', class: 'a', look: photo }])).toBeUndefined();
});
