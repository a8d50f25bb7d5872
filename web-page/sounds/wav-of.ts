import type { MonoSound } from '../../src/sounds/decode-in-parts.ts';

/** A sound as a WAV file of 16 bits, to be played and kept. */
export function wavOf({ samples, sampleRate }: MonoSound): Blob {
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const write = (at: number, text: string): void => {
    for (let letter = 0; letter < text.length; letter++) bytes.setUint8(at + letter, text.charCodeAt(letter));
  };
  write(0, 'RIFF');
  bytes.setUint32(4, 36 + 2 * samples.length, true);
  write(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true); // one channel
  bytes.setUint32(24, sampleRate, true);
  bytes.setUint32(28, 2 * sampleRate, true); // bytes a second
  bytes.setUint16(32, 2, true); // bytes of a sample
  bytes.setUint16(34, 16, true); // bits of it
  write(36, 'data');
  bytes.setUint32(40, 2 * samples.length, true);
  for (const [at, sample] of samples.entries()) bytes.setInt16(44 + 2 * at, Math.max(-1, Math.min(1, sample)) * 32_767, true);
  return new Blob([bytes.buffer], { type: 'audio/wav' });
}
