import { writeWav } from '../../src/sounds/write-wav.ts';

/** One channel as a WAV file of 16-bit samples, to be sent. @param samples -1 to 1; what is louder is cut off */
export function encodeWav(samples: Float32Array, sampleRate: number): Blob {
  return new Blob([writeWav(samples, sampleRate)], { type: 'audio/wav' });
}
