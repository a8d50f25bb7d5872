import { setImmediate } from 'node:timers/promises';
import { GraftError } from '../errors.ts';
import { otherThanSound } from '../pictures/other-than-sound.ts';
import { decodeInParts, type MonoSound, type SoundDecoder } from '../sounds/decode-in-parts.ts';
import { type DecodedSoundKind, isDecoded, type SoundKind, sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { fetchAgain, toWav, unreadableSound } from '../sounds/unreadable-sound.ts';
import { wavFault } from '../sounds/wav-fault.ts';

/** A sound with all its channels mixed to one, and what it came as. */
export interface DecodedSound extends MonoSound {
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

/** Each decoder is loaded with the first sound of its form: most folders have one form. */
const decoders: Readonly<Record<DecodedSoundKind, () => Promise<SoundDecoder>>> = {
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

/**
 * Decodes a sound file: WAV, FLAC, MP3, Ogg Vorbis and Ogg Opus, told by content.
 *
 * A file that ends too early is taken as far as it goes, as players do; one of which nothing can be decoded is refused.
 *
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`; the signal's reason
 */
export async function decodeSound(given: Uint8Array, options: DecodeSoundOptions = {}): Promise<DecodedSound> {
  const { file, maxSeconds, signal } = options;
  // Never a Node Buffer, whose slice() does not copy: what a decoder wants to align by it would stay where it is.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  signal?.throwIfAborted();
  const kind = sniffSound(bytes.subarray(0, sniffedSoundBytes));
  const other = kind === undefined ? otherThanSound(bytes) : undefined;
  if (other !== undefined) throw unreadableSound(file, other, 'Give a sound: WAV, FLAC, MP3, Ogg Vorbis or Opus.');
  if (!isDecoded(kind)) throw unreadableSound(file, foreign[kind ?? 'unknown'] ?? foreign.unknown, toWav);
  const fault = kind === 'wav' ? wavFault(bytes) : undefined;
  if (fault !== undefined) throw unreadableSound(file, fault, fetchAgain);
  try {
    const decoder = await decoders[kind]();
    try {
      const pause = async (): Promise<void> => {
        await setImmediate();
        signal?.throwIfAborted();
      };
      return { ...(await decodeInParts(bytes, decoder, { file, maxSeconds, bytesAtOnce: bytesAtOnce[kind], pause })), kind };
    } finally {
      decoder.free();
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof GraftError) throw cause;
    throw unreadableSound(file, 'its data are damaged', fetchAgain, cause);
  }
}

const foreign: Readonly<Partial<Record<SoundKind, string>>> & { readonly unknown: string } = {
  aac: 'it is AAC, which Graft does not decode: no package that does has a licence that it could be shipped with',
  aiff: 'it is AIFF, which Graft does not decode',
  ogg: 'it is an Ogg file of neither Vorbis nor Opus',
  unknown: 'it is no sound that Graft knows (WAV, FLAC, MP3, Ogg Vorbis, Ogg Opus)',
};
