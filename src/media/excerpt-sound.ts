import { resample } from '../sounds/resample.ts';
import { type DecodedSoundKind, isDecoded, sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { writeWav } from '../sounds/write-wav.ts';
import { decodeSound } from './decode-sound.ts';
import { readImageFile } from './read-image-file.ts';

/** A sound that a browser plays. */
export interface SoundExcerpt {
  /** Its media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Of the sound, from its start, where it is not there whole. */
  readonly seconds: number | undefined;
}

/** A file of at most so many bytes is taken as it is: a second of uncompressed speech, five of compressed noise. */
const mostFileBytes = 64 * 2 ** 10;

/** Of larger ones so much is taken, from the start, at so many samples a second: 88 KB. One tells what one hears by then. */
const excerptSeconds = 4;
const excerptRate = 11_025;

/** What browsers call the forms that Graft decodes; all of today's play them. */
const types: Readonly<Record<DecodedSoundKind, string>> = {
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  vorbis: 'audio/ogg',
  opus: 'audio/ogg',
};

/**
 * A sound to be put into a page: a small file as it is, of a larger one the first seconds as a WAV file at a low sample rate.
 *
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`, `FILE_NOT_FOUND`, `FILE_UNREADABLE`; the signal's reason
 */
export async function excerptSound(file: string, signal?: AbortSignal): Promise<SoundExcerpt> {
  const bytes = await readImageFile(file, signal);
  const kind = sniffSound(bytes.subarray(0, sniffedSoundBytes));
  if (bytes.length <= mostFileBytes && isDecoded(kind)) return { type: types[kind], bytes, seconds: undefined };
  const { samples, sampleRate } = await decodeSound(bytes, { file, signal });
  const part = samples.subarray(0, Math.round(excerptSeconds * sampleRate));
  const rate = Math.round(Math.min(excerptRate, sampleRate));
  const seconds = part.length < samples.length ? excerptSeconds : undefined;
  return { type: 'audio/wav', bytes: writeWav(resample(part, Math.round(sampleRate), rate), rate), seconds };
}
