import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { makeTone, makeWav } from '../../test/fixtures/make-wav.ts';
import { seededRandom } from '../tensor/random.ts';
import { decodeSound } from './decode-sound.ts';

const fixture = (name: string): Promise<Uint8Array> => readFile(new URL(`../../test/fixtures/sounds/${name}`, import.meta.url));

/** How strong a tone is in a sound: the length of its Fourier coefficient. */
function strengthOf(hertz: number, samples: Float32Array, rate: number): number {
  let [real, imaginary] = [0, 0];
  for (const [at, sample] of samples.entries()) {
    real += sample * Math.cos((2 * Math.PI * hertz * at) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * hertz * at) / rate);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

describe('decoding', () => {
  test.each([
    ['tone.flac', 'flac'],
    ['tone.mp3', 'mp3'],
    ['tone.ogg', 'vorbis'],
    ['tone.opus', 'opus'],
  ])('%s is the tone that was encoded', async (name, kind) => {
    const { samples, sampleRate, kind: found } = await decodeSound(await fixture(name));
    expect(found).toBe(kind);
    expect(samples.length / sampleRate).toBeGreaterThan(0.49);
    expect(samples.length / sampleRate).toBeLessThan(0.6); // MP3 pads
    expect(strengthOf(440, samples, sampleRate)).toBeGreaterThan(0.09); // ffmpeg's tones have an amplitude of 1/8
    expect(strengthOf(950, samples, sampleRate)).toBeLessThan(0.01);
  });

  test('a WAV’s samples are what was written', async () => {
    const tone = makeTone(440, 0.1, 8000);
    const { samples, sampleRate } = await decodeSound(makeWav(tone, 8000));
    expect(sampleRate).toBe(8000);
    expect(Math.max(...samples.map((sample, at) => Math.abs(sample - (tone[at] ?? 0))))).toBeLessThan(1e-4);
  });

  test('a Buffer that lies at an odd place in a larger one is read as any other', async () => {
    const wav = makeWav(makeTone(440, 0.1, 8000), 8000);
    const odd = Buffer.concat([Buffer.alloc(1), wav]).subarray(1);
    expect((await decodeSound(odd)).samples).toEqual((await decodeSound(wav)).samples);
  });

  test('what is something else is told for what it is', async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
    await expect(decodeSound(png)).rejects.toThrow('a picture (PNG), not a sound');
    await expect(decodeSound(new TextEncoder().encode('Not a sound at all.'))).rejects.toThrow('text, not a sound');
    await expect(decodeSound(new Uint8Array())).rejects.toThrow('empty');
  });

  test('hostile files are refused in words, and nothing hangs', async () => {
    const random = seededRandom(1);
    const noise = Uint8Array.from({ length: 5000 }, () => Math.floor(random.next() * 256));
    await expect(decodeSound(noise, { file: 'x.wav' })).rejects.toMatchObject({ code: 'SOUND_UNREADABLE', file: 'x.wav' });
    await expect(decodeSound(new Uint8Array())).rejects.toMatchObject({ code: 'SOUND_UNREADABLE' });
    const wav = makeWav(makeTone(440, 0.1, 8000), 8000);
    const broken = (at: number, value: number): Uint8Array => Uint8Array.from(wav, (byte, place) => (place === at ? value : byte));
    await expect(decodeSound(broken(22, 0))).rejects.toThrow('0 channels');
    await expect(decodeSound(broken(23, 255))).rejects.toThrow('channels');
    await expect(decodeSound(broken(32, 0))).rejects.toMatchObject({ code: 'SOUND_UNREADABLE' });
    await expect(decodeSound(wav, { maxSeconds: 0.05 })).rejects.toMatchObject({ code: 'SOUND_TOO_LONG' });
    for (const name of ['tone.flac', 'tone.mp3', 'tone.ogg', 'tone.opus']) {
      const whole = await fixture(name);
      for (const kept of [60, 0.5 * whole.length]) {
        const outcome = await decodeSound(whole.subarray(0, kept)).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'SOUND_UNREADABLE' });
      }
      const damaged = Uint8Array.from(whole, (byte, at) => (at > 200 && at % 50 === 0 ? (noise[at % 5000] ?? byte) : byte));
      const outcome = await decodeSound(damaged).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'SOUND_UNREADABLE' });
    }
  });
});
