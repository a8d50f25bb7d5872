import { GraftError } from '../errors.ts';
import { joinFloats } from '../tensor/join-floats.ts';
import { mixToMono } from './mix-to-mono.ts';
import { fetchAgain, toWav, unreadableSound } from './unreadable-sound.ts';

/** Samples of one or more channels of equal length, -1 to 1. */
export interface DecodedChannels {
  readonly channelData: readonly Float32Array[];
  /** In hertz. */
  readonly sampleRate: number;
}

/** What decoders have in common: some samples for some bytes. */
export interface SoundDecoder {
  decode(bytes: Uint8Array): DecodedChannels;
  flush?(): DecodedChannels;
  free(): void;
}

/** A sound with all its channels mixed to one. */
export interface MonoSound {
  /** -1 to 1. */
  readonly samples: Float32Array;
  /** In hertz. */
  readonly sampleRate: number;
}

/** How a sound is decoded. */
export interface DecodeInPartsOptions {
  /** The sound's name for messages. */
  readonly file: string | undefined;
  /** Bytes that the decoder is given at a time. */
  readonly bytesAtOnce: number;
  /** Longer sounds are refused as soon as that shows. In seconds. @default {@link longestSound} */
  readonly maxSeconds?: number | undefined;
  /** Shown each part before its channels are mixed. */
  readonly onPart?: ((part: DecodedChannels) => void) | undefined;
  /** Awaited between parts: a long sound must not hold up whatever else the process does. May throw to stop. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** In seconds. At 48 kHz they take 350 MB. */
const longestSound = 1800;

/** No microphone is beyond these, in hertz. */
export const sampleRates = [1000, 768_000] as const;

/**
 * Decodes a sound part by part, mixing each to one channel: limits are looked at after each.
 *
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`; what the decoder throws
 */
export async function decodeInParts(bytes: Uint8Array, decoder: SoundDecoder, options: DecodeInPartsOptions): Promise<MonoSound> {
  const { file, bytesAtOnce, maxSeconds = longestSound, onPart, pause } = options;
  const parts: Float32Array[] = [];
  let [length, rate] = [0, 0];
  const take = (decoded: DecodedChannels): void => {
    const { channelData, sampleRate } = decoded;
    const part = mixToMono(channelData);
    if (part.length === 0) return;
    if (!(sampleRate >= sampleRates[0] && sampleRate <= sampleRates[1]))
      throw unreadableSound(file, `its sample rate is ${sampleRate} hertz`, fetchAgain);
    if (rate !== 0 && sampleRate !== rate)
      throw unreadableSound(file, `its sample rate changes from ${rate} to ${sampleRate} hertz`, toWav);
    rate = sampleRate;
    length += part.length;
    expectNotTooLong(length / rate, file, maxSeconds);
    onPart?.(decoded);
    parts.push(part);
  };
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    if (at > 0) await pause?.();
    take(decoder.decode(bytes.subarray(at, at + bytesAtOnce)));
  }
  if (decoder.flush !== undefined) take(decoder.flush());
  return { samples: withinOne(joinFloats(parts), file), sampleRate: rate };
}

/**
 * Sound in floating point may be louder than full scale: then all of it is made softer.
 *
 * @throws `SOUND_UNREADABLE` where there is no sample, or one is no number
 */
export function withinOne(samples: Float32Array, file: string | undefined): Float32Array {
  if (samples.length === 0) throw unreadableSound(file, 'there is no sound in it', fetchAgain);
  let loudest = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) throw unreadableSound(file, 'some of its samples are no numbers', fetchAgain);
    loudest = Math.max(loudest, Math.abs(sample));
  }
  return loudest > 1 ? samples.map((sample) => sample / loudest) : samples;
}

/** Refuses a sound that is too long. @throws `SOUND_TOO_LONG` */
export function expectNotTooLong(seconds: number, file: string | undefined, maxSeconds = longestSound): void {
  if (seconds <= maxSeconds) return;
  const message = `The sound${file === undefined ? '' : ` ${file}`} is too long: the limit is ${maxSeconds} seconds.`;
  throw new GraftError('SOUND_TOO_LONG', message, {
    ...(file === undefined ? {} : { file }),
    hint: 'Cut it into shorter files: ffmpeg -i long.wav -f segment -segment_time 600 part%03d.wav.',
  });
}
