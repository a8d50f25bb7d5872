import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeTone, makeWav } from '../../test/fixtures/make-wav.ts';
import { decodeSound } from '../media/decode-sound.ts';
import { sniffSound } from './sniff-sound.ts';
import { extentOf } from './sound-extent.ts';

/** What encoders add at the ends, in seconds. */
const padding = 0.08;

test.each(['tone.flac', 'tone.mp3', 'tone.ogg', 'tone.opus'])('the headers of %s say how long a decoder finds it', async (name) => {
  const bytes = await readFile(new URL(`../../test/fixtures/sounds/${name}`, import.meta.url));
  const kind = sniffSound(bytes);
  const { samples, sampleRate } = await decodeSound(bytes);
  const told = extentOf(bytes, kind);
  expect(told?.sampleRate).toBe(sampleRate);
  expect(Math.abs((told?.seconds ?? 0) - samples.length / sampleRate)).toBeLessThan(padding);
  for (let length = 0; length < bytes.length; length += 997) {
    const part = extentOf(bytes.subarray(0, length), kind);
    if (part !== undefined) expect(part.seconds).toBeGreaterThan(0);
  }
});

test('a WAV, whole, cut short, and one that lies about its length', () => {
  const bytes = makeWav(makeTone(440, 1.5, 8000), 8000);
  expect(extentOf(bytes, 'wav')).toEqual({ seconds: 1.5, sampleRate: 8000 });
  expect(extentOf(bytes.subarray(0, 44 + 8000), 'wav')).toEqual({ seconds: 0.5, sampleRate: 8000 });
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(40, 0xffffffff, true);
  expect(extentOf(bytes, 'wav')).toEqual({ seconds: 1.5, sampleRate: 8000 });
  new DataView(bytes.buffer, bytes.byteOffset).setUint16(20, 17, true); // ADPCM: a block is no sample
  expect(extentOf(bytes, 'wav')).toBeUndefined();
});

test('nothing is said of what is no sound, or of no form that is known here', () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, at) => (at * 31) % 251);
  for (const kind of ['wav', 'mp3', 'flac', 'vorbis', 'opus', 'aac', undefined] as const)
    for (const bytes of [noise, noise.subarray(0, 3)]) expect(() => extentOf(bytes, kind)).not.toThrow();
  expect(extentOf(noise, 'aac')).toBeUndefined();
  expect(extentOf(new Uint8Array(4096), 'mp3')).toBeUndefined();
});
