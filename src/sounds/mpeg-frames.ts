import { behindTag, mpegRate } from './sample-rate-of.ts';

/** Thousands of bits a second of layer III by the header's four bits: of MPEG 1, of MPEG 2 and 2.5. ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3. */
const bitRates = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** So many bytes without a frame, and the file is none of MPEG's, or its end has come. */
const mostSearched = 2 ** 16;

/**
 * How long an MP3 is, by counting its frames: their headers say how long each is, whatever the bit rate does.
 *
 * @returns undefined where no frame is found, or one does not say its length
 */
export function mpegFrames(bytes: Uint8Array): { readonly seconds: number; readonly sampleRate: number } | undefined {
  let samples = 0;
  let sampleRate: number | undefined;
  let lost = 0;
  for (let at = behindTag(bytes); at + 4 <= bytes.length && lost < mostSearched; ) {
    const frame = frameAt(bytes, at);
    if (frame === undefined || (sampleRate !== undefined && frame.rate !== sampleRate)) {
      at++;
      lost++;
      continue;
    }
    sampleRate = frame.rate;
    samples += frame.samples;
    at += frame.bytes;
    lost = 0;
  }
  return sampleRate === undefined ? undefined : { seconds: samples / sampleRate, sampleRate };
}

interface Frame {
  readonly rate: number;
  readonly samples: number;
  readonly bytes: number;
}

/** The frame of layer III whose header is at a place. */
function frameAt(bytes: Uint8Array, at: number): Frame | undefined {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  const rate = mpegRate(first, second, third);
  if (rate === undefined || ((second >> 1) & 3) !== 1) return undefined;
  const isFirst = ((second >> 3) & 3) === 3;
  const kilobits = bitRates[isFirst ? 1 : 2][third >> 4] ?? 0;
  if (kilobits === 0) return undefined;
  const samples = isFirst ? 1152 : 576;
  return { rate, samples, bytes: Math.floor((samples / 8) * ((kilobits * 1000) / rate)) + ((third >> 1) & 1) };
}
