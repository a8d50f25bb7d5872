import { describe, expect, test } from 'vitest';
import { decodeSound } from '../../src/media/decode-sound.ts';
import { cutClips } from './cut-clips.ts';
import { encodeWav } from './encode-wav.ts';

describe('what the microphone records', () => {
  test('is read by the decoder as it was heard', async () => {
    const samples = Float32Array.from({ length: 4410 }, (_, at) => 0.8 * Math.sin(at / 7));
    const bytes = new Uint8Array(await encodeWav(samples, 44_100).arrayBuffer());
    const decoded = await decodeSound(bytes);
    expect(decoded).toMatchObject({ kind: 'wav', sampleRate: 44_100 });
    expect(decoded.samples).toHaveLength(samples.length);
    // 16 bits: half a step of the writer, and of the reader, who may divide by 32,768.
    for (const [at, sample] of samples.entries()) expect(Math.abs((decoded.samples[at] ?? 9) - sample)).toBeLessThan(1 / 16_384);
  });

  test('is cut off where it is too loud', async () => {
    const { samples } = await decodeSound(new Uint8Array(await encodeWav(Float32Array.of(2, -2, 0), 8000).arrayBuffer()));
    expect(samples[0]).toBeCloseTo(1, 3);
    expect(samples[1]).toBeCloseTo(-1, 3);
    expect(samples[2]).toBe(0);
  });

  test.each([
    [25, [10, 10, 5]],
    [24, [10, 10]],
    [20, [10, 10]],
    [3, [3]],
    [0, [0]],
  ])('of %i samples is cut into clips of %j', (length, clips) => {
    const samples = Float32Array.from({ length }, (_, at) => at);
    const cut = cutClips(samples, 10);
    expect(cut.map((clip) => clip.length)).toEqual(clips);
    expect(cut.flatMap((clip) => [...clip])).toEqual(
      [...samples].slice(
        0,
        clips.reduce((sum, each) => sum + each, 0),
      ),
    );
  });
});
