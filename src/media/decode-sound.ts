import { setImmediate } from 'node:timers/promises';
import { GraftError } from '../errors.ts';
import { mixToMono } from '../sounds/mix-to-mono.ts';
import { type DecodedSoundKind, isDecoded, type SoundKind, sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { unreadableSound } from './unreadable-sound.ts';
import { wavFault } from './wav-fault.ts';

/** A sound with all its channels mixed to one. */
export interface DecodedSound {
  /** -1 to 1. */
  readonly samples: Float32Array;
  /** In hertz. */
  readonly sampleRate: number;
  readonly kind: DecodedSoundKind;
}

/** What a sound may cost, and what it is called. */
export interface DecodeSoundOptions {
  /** The sound's name for messages. */
  readonly file?: string | undefined;
  /** Longer sounds are refused as soon as that shows. In seconds. @default 1800: at 48 kHz they take 350 MB */
  readonly maxSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the decoders have in common: some samples for some bytes. */
interface Decoder {
  decode(bytes: Uint8Array): { readonly channelData: readonly Float32Array[]; readonly sampleRate: number };
  flush?(): { readonly channelData: readonly Float32Array[]; readonly sampleRate: number };
  free(): void;
}

/** Each decoder is loaded with the first sound of its form: most folders have one form. */
const decoders: Readonly<Record<DecodedSoundKind, () => Promise<Decoder>>> = {
  wav: async () => (await import('@audio/decode-wav')).decoder(),
  flac: async () => await (await import('@audio/decode-flac')).decoder(),
  mp3: async () => await (await import('@audio/decode-mp3')).decoder(),
  vorbis: async () => await (await import('@audio/decode-vorbis')).decoder(),
  opus: async () => await (await import('@audio/decode-opus')).decoder(),
};

/**
 * Bytes given to a decoder at a time, after each of which the limit is looked at: 4 KB of hostile FLAC are at most 260 MB of samples, of the
 * other compressed forms a few; WAV grows by a factor of four.
 */
const bytesAtOnce: Readonly<Record<DecodedSoundKind, number>> = {
  wav: 2 ** 20,
  flac: 2 ** 12,
  mp3: 2 ** 14,
  vorbis: 2 ** 14,
  opus: 2 ** 14,
};

/** No microphone is beyond these, in hertz. */
const sampleRates = [1000, 768_000] as const;

/**
 * Decodes a sound file: WAV, FLAC, MP3, Ogg Vorbis and Ogg Opus, told by content.
 *
 * A file that ends too early is taken as far as it goes, as players do; one of which nothing can be decoded is refused.
 *
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`; the signal's reason
 */
export async function decodeSound(bytes: Uint8Array, options: DecodeSoundOptions = {}): Promise<DecodedSound> {
  const { file, maxSeconds = 1800, signal } = options;
  signal?.throwIfAborted();
  const kind = sniffSound(bytes.subarray(0, sniffedSoundBytes));
  if (!isDecoded(kind)) throw unreadableSound(file, foreign[kind ?? 'unknown'] ?? foreign.unknown, toWav);
  const fault = kind === 'wav' ? wavFault(bytes) : undefined;
  if (fault !== undefined) throw unreadableSound(file, fault, fetchAgain);
  const parts: Float32Array[] = [];
  let [length, rate] = [0, 0];
  const take = ({ channelData, sampleRate }: ReturnType<Decoder['decode']>): void => {
    const part = mixToMono(channelData);
    if (part.length === 0) return;
    if (!(sampleRate >= sampleRates[0] && sampleRate <= sampleRates[1]))
      throw unreadableSound(file, `its sample rate is ${sampleRate} hertz`, fetchAgain);
    if (rate !== 0 && sampleRate !== rate)
      throw unreadableSound(file, `its sample rate changes from ${rate} to ${sampleRate} hertz`, toWav);
    rate = sampleRate;
    length += part.length;
    if (length > rate * maxSeconds) throw tooLong(file, maxSeconds);
    parts.push(part);
  };
  try {
    const decoder = await decoders[kind]();
    try {
      for (let at = 0; at < bytes.length; at += bytesAtOnce[kind]) {
        if (at > 0) await setImmediate(); // a long sound must not hold up whatever else the process does
        signal?.throwIfAborted();
        take(decoder.decode(bytes.subarray(at, at + bytesAtOnce[kind])));
      }
      if (decoder.flush !== undefined) take(decoder.flush());
    } finally {
      decoder.free();
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof GraftError) throw cause;
    throw unreadableSound(file, 'its data are damaged', fetchAgain, cause);
  }
  if (length === 0) throw unreadableSound(file, 'there is no sound in it', fetchAgain);
  const samples = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples: withinOne(samples, file), sampleRate: rate, kind };
}

/** Sound in floating point may be louder than full scale: then all of it is made softer. */
function withinOne(samples: Float32Array, file: string | undefined): Float32Array {
  let loudest = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) throw unreadableSound(file, 'some of its samples are no numbers', fetchAgain);
    loudest = Math.max(loudest, Math.abs(sample));
  }
  return loudest > 1 ? samples.map((sample) => sample / loudest) : samples;
}

const toWav = 'Convert it to WAV, FLAC, MP3, Ogg Vorbis or Opus, or leave it out: ffmpeg -i sound.m4a sound.wav.';
const fetchAgain = 'Fetch or copy the sound again, or leave it out.';

const foreign: Readonly<Partial<Record<SoundKind, string>>> & { readonly unknown: string } = {
  aac: 'it is AAC, which Graft does not decode: no package that does has a licence that it could be shipped with',
  aiff: 'it is AIFF, which Graft does not decode',
  ogg: 'it is an Ogg file of neither Vorbis nor Opus',
  unknown: 'it is no sound that Graft knows (WAV, FLAC, MP3, Ogg Vorbis, Ogg Opus)',
};

function tooLong(file: string | undefined, maxSeconds: number): GraftError {
  const message = `The sound${file === undefined ? '' : ` ${file}`} is too long: the limit is ${maxSeconds} seconds.`;
  return new GraftError('SOUND_TOO_LONG', message, {
    ...(file === undefined ? {} : { file }),
    hint: 'Cut it into shorter files: ffmpeg -i long.wav -f segment -segment_time 600 part%03d.wav.',
  });
}
