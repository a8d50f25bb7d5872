import { defineSound } from './sound-settings.ts';

/** A fingerprint has at most so many frames, of 16 ms: 8 seconds. */
export const fingerprintFrames = 500;

/**
 * What fingerprints are made of: 16 bands of what a telephone carries, which every microphone, rate and form of file keeps; 64 ms a transform, one
 * every 16 ms.
 */
export const fingerprintSettings = defineSound({
  ...{ sampleRate: 8000, windowSeconds: 8, fftSize: 512, hop: 128 },
  ...{ melBands: 16, minHz: 150, maxHz: 3800, decibels: 90 },
});

/** A band is compared with what it was so many frames before: one length of transform. */
const lag = 4;

/** In a frame further below the loudest one, in decibels, nothing is heard. */
const heardWithin = 50;

/** A slope has changed where it has by so much, in decibels. In a frame where fewer have, as in a steady hum, a word is chance. */
const change = 0.5;
const fewestChanged = 5;

/** The bit of a word that says whether anything is heard in its frame; the others are those of the bands. */
export const heardBit = 0x8000;

/**
 * The fingerprint of a recording: a word a frame, each of whose bits says whether the difference in level between two neighbouring bands has grown.
 * Loudness and a microphone's colour fall out of it, what was sung remains: copies have most bits in common, other recordings of the same word half.
 *
 * J. Haitsma, T. Kalker, A Highly Robust Audio Fingerprinting System, ISMIR 2002, section 4.2; in decibels here.
 *
 * @param levels Of {@link fingerprintSettings}: `melBands` rows, 0 to 1.
 */
export function soundFingerprint(levels: Float32Array, frames: number): Uint16Array {
  const { melBands, decibels } = fingerprintSettings;
  const level = (band: number, frame: number): number => levels[band * frames + frame] ?? 0;
  const words = new Uint16Array(Math.min(fingerprintFrames, frames));
  for (let frame = lag; frame < words.length; frame++) {
    let [word, loudest, before, changed] = [0, 0, 0, 0];
    for (let band = 0; band < melBands; band++) {
      loudest = Math.max(loudest, level(band, frame));
      before = Math.max(before, level(band, frame - lag));
      if (band === melBands - 1) break;
      const growth = level(band, frame) - level(band + 1, frame) - (level(band, frame - lag) - level(band + 1, frame - lag));
      if (growth > 0) word |= 1 << band;
      if (Math.abs(growth) * decibels > change) changed++;
    }
    const isHeard = changed >= fewestChanged && Math.min(loudest, before) > 1 - heardWithin / decibels;
    words[frame] = isHeard ? word | heardBit : word;
  }
  return words;
}

/**
 * The part of a recording that its fingerprint is made of: from where it begins to be heard, so that silence before it changes nothing.
 *
 * @param samples Of one channel.
 */
export function fingerprintedPart(samples: Float32Array, sampleRate: number): Float32Array {
  const block = Math.max(1, Math.round(0.016 * sampleRate));
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += block) {
    let power = 0;
    for (let i = at; i < Math.min(samples.length, at + block); i++) power += (samples[i] ?? 0) ** 2;
    powers.push(power);
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const first = powers.findIndex((power) => power > 0 && power >= loudest * 10 ** (-heardWithin / 10));
  const start = Math.max(0, first) * block;
  return samples.subarray(start, start + Math.round(fingerprintSettings.windowSeconds * sampleRate));
}
