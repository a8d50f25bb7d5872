import type { MonoSound } from '../../src/sounds/decode-in-parts.ts';
import { writeWav } from '../../src/sounds/write-wav.ts';

/** A sound as a WAV file of 16 bits, to be played and kept. */
export function wavOf({ samples, sampleRate }: MonoSound): Blob {
  return new Blob([writeWav(samples, sampleRate)], { type: 'audio/wav' });
}
