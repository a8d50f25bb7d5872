import { decoder } from '@audio/decode-wav';
import { GraftError } from '../errors.ts';
import { otherThanSound } from '../pictures/other-than-sound.ts';
import { decodeInParts, expectNotTooLong, type MonoSound, withinOne } from '../sounds/decode-in-parts.ts';
import { mixToMono } from '../sounds/mix-to-mono.ts';
import { sampleRateOf } from '../sounds/sample-rate-of.ts';
import { type SoundKind, sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { fetchAgain, unreadableSound } from '../sounds/unreadable-sound.ts';
import { wavFault } from '../sounds/wav-fault.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { type WebSound, webSoundSource } from './web-sound.ts';

/** How to decode in a browser. */
export interface DecodeWebSoundOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The rates that every browser can decode at, in hertz: Web Audio API, section 1.2.1. */
const webAudioRates = [8000, 96_000] as const;

/** What is decoded at where the file's own rate is not known, or none that browsers decode at: that of most sound cards. */
const otherRate = 48_000;

/** Bytes of a WAV that are decoded at a time; it grows by a factor of four. */
const wavBytesAtOnce = 2 ** 20;

/**
 * Decodes a sound to one channel: what `decodeSound` does in Node.
 *
 * WAV by the very code of Node, so that its samples are the same in every browser. All else by the browser, at the file's own rate, so that it
 * does not resample: browsers do so each in their own way. Where a sound is longer than the limit, that shows only once the browser has
 * decoded it.
 *
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`, `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`, `INVALID_ARGUMENT`, `RUNTIME_FAILED` in a worker; the
 * signal's reason
 */
export async function decodeWebSound(input: WebSound, { signal }: DecodeWebSoundOptions = {}): Promise<MonoSound> {
  signal?.throwIfAborted();
  const source = await webSoundSource(input);
  switch (source.kind) {
    case 'channels':
      return mono(source.channels, source.sampleRate, undefined);
    case 'address':
      return await decodeBytes(await fetchBytes(source.address, { signal }), source.address);
    case 'bytes':
      return await decodeBytes(source.bytes, source.name);
  }
}

async function decodeBytes(bytes: Uint8Array<ArrayBuffer>, name: string | undefined): Promise<MonoSound> {
  const kind = sniffSound(bytes.subarray(0, sniffedSoundBytes));
  const other = kind === undefined ? otherThanSound(bytes) : undefined;
  if (other !== undefined) throw unreadableSound(name, other, 'Give a sound: a WAV, MP3, FLAC or Ogg file.');
  return kind === 'wav' ? await decodeWav(bytes, name) : await decodeByBrowser(bytes, kind, name);
}

async function decodeWav(bytes: Uint8Array, name: string | undefined): Promise<MonoSound> {
  const fault = wavFault(bytes);
  if (fault !== undefined) throw unreadableSound(name, fault, fetchAgain);
  const wav = decoder();
  try {
    return await decodeInParts(bytes, wav, { file: name, bytesAtOnce: wavBytesAtOnce });
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    throw unreadableSound(name, 'its data are damaged', fetchAgain, cause);
  } finally {
    wav.free();
  }
}

async function decodeByBrowser(bytes: Uint8Array<ArrayBuffer>, kind: SoundKind | undefined, name: string | undefined): Promise<MonoSound> {
  if (typeof OfflineAudioContext !== 'function') throw noDecoder();
  const own = sampleRateOf(bytes, kind);
  const sampleRate = own !== undefined && own >= webAudioRates[0] && own <= webAudioRates[1] ? own : otherRate;
  const context = new OfflineAudioContext({ length: 1, sampleRate });
  let decoded: AudioBuffer;
  try {
    decoded = await context.decodeAudioData(bytes.buffer);
  } catch (cause) {
    const reason = kind === undefined ? 'it is no sound that this browser knows' : 'this browser does not decode it, or it is damaged';
    throw unreadableSound(name, reason, 'Give a WAV, MP3, FLAC or Ogg file that is whole.', cause);
  }
  expectNotTooLong(decoded.duration, name);
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, channel) => decoded.getChannelData(channel));
  return mono(channels, decoded.sampleRate, name);
}

function mono(channels: readonly Float32Array[], sampleRate: number, name: string | undefined): MonoSound {
  expectNotTooLong((channels[0]?.length ?? 0) / sampleRate, name);
  return { samples: withinOne(mixToMono(channels), name), sampleRate };
}

function noDecoder(): GraftError {
  return new GraftError('RUNTIME_FAILED', 'This place has no Web Audio to decode a sound with; workers have none.', {
    hint: 'Decode it in the page, and give { samples, sampleRate } or a WAV file.',
  });
}
