import type { SoundKind } from './sniff-sound.ts';

/** Of MPEG audio 1, by the header's two bits; of 2 a half, of 2.5 a quarter. ISO/IEC 11172-3, 2.4.2.3. */
const mpegRates = [44_100, 48_000, 32_000] as const;

/** What Opus decodes to, whatever went in: RFC 7845, section 5.1. */
const opusRate = 48_000;

/** A frame's header is looked for in so many bytes behind the tag. */
const searched = 2 ** 16;

/**
 * The rate at which a compressed sound file was sampled, read from its header: to decode it at that rate, where a decoder has to be told.
 *
 * @returns In hertz; undefined where the header does not say it in a way that is known here
 */
export function sampleRateOf(bytes: Uint8Array, kind: SoundKind | undefined): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (kind) {
    case 'flac': // STREAMINFO comes first: 10 bytes of it, then 20 bits. RFC 9639, section 8.2
      return bytes.length < 22 ? undefined : view.getUint32(18) >>> 12 || undefined;
    case 'vorbis': // behind the page's header: \x01vorbis, four bytes of version, one of channels. Vorbis I, section 4.2.2
      return bytes.length < 44 ? undefined : view.getUint32(40, true) || undefined;
    case 'opus':
      return opusRate;
    case 'mp3':
      return rateOfMpeg(bytes);
    default:
      return undefined;
  }
}

function rateOfMpeg(bytes: Uint8Array): number | undefined {
  const start = behindTag(bytes);
  for (let at = start; at + 4 <= Math.min(bytes.length, start + searched); at++) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const rate = mpegRate(first, second, third);
    if (rate !== undefined) return rate;
  }
  return undefined;
}

/** The sample rate that three bytes say, if they begin a frame of MPEG audio. In hertz. */
export function mpegRate(first: number, second: number, third: number): number | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const [version, layer, rate] = [(second >> 3) & 3, (second >> 1) & 3, mpegRates[(third >> 2) & 3]];
  if (version === 1 || layer === 0 || rate === undefined || third >> 4 === 15) return undefined;
  return version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
}

/** Where the sound begins behind an ID3v2 tag, whose size is four times seven bits. */
export function behindTag(bytes: Uint8Array): number {
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== 'ID3') return 0;
  return [6, 7, 8, 9].reduce((size, at) => size * 128 + ((bytes[at] ?? 0) & 127), 0) + 10;
}
