/** Bytes before the samples: RIFF, one chunk that says the format, and the head of the one with the samples. */
const headBytes = 44;

/**
 * Writes a sound as a WAV file of 16-bit samples, one channel.
 *
 * @param samples -1 to 1; what is beyond is cut off.
 * @param sampleRate In hertz, a whole number.
 * @see IBM and Microsoft: Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 3
 */
export function writeWav(samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headBytes + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const name = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  name(0, 'RIFF');
  view.setUint32(4, headBytes - 8 + 2 * samples.length, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  name(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  for (const [at, sample] of samples.entries())
    view.setInt16(headBytes + 2 * at, Math.round(Math.min(1, Math.max(-1, sample)) * 32_767), true);
  return bytes;
}
