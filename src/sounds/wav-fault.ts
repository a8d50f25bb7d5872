/** No microphone array that people record to a file has more. */
const maxChannels = 64;

/** Headers of hostile files could be chunks without end. */
const maxChunks = 1000;

/**
 * What is wrong with the format that a WAV file says it has, in words; undefined where nothing is.
 *
 * Checked before the decoder sees it: it allocates by the number of channels, and divides by the size of a block.
 */
export function wavFault(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12;
  for (let chunk = 0; chunk < maxChunks && at + 8 <= bytes.length; chunk++) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    if (name === 'data') return 'it has sound before it says of which format';
    if (name === 'fmt ') {
      if (size < 16 || at + 24 > bytes.length) return 'its header ends too early';
      const [channels, block] = [view.getUint16(at + 10, true), view.getUint16(at + 20, true)];
      if (channels === 0 || channels > maxChannels) return `it says that it has ${channels} channels`;
      return block < channels && block * 8 < channels * 4 ? `it says that ${channels} samples take ${block} bytes` : undefined;
    }
    at += 8 + size + (size % 2); // chunks begin at even places
  }
  return 'its header does not say of which format it is';
}
