import { GraftError } from '../errors.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { type CutOptions, cutWindows, type SoundWindow } from '../sounds/cut-windows.ts';
import { resample } from '../sounds/resample.ts';
import { SoundMeter } from '../sounds/sound-meter.ts';
import { type DecodeSoundOptions, decodeSound } from './decode-sound.ts';
import { measureFingerprint } from './measure-fingerprint.ts';
import type { PictureFacts } from './picture-facts.ts';
import { pictureWindows } from './picture-sound.ts';

/** A window of a sound, and its picture. */
export interface PicturedWindow extends Omit<SoundWindow, 'samples'> {
  /** height * width * 3 bytes, RGB, rows from the top. */
  readonly pixels: Uint8Array;
}

/** A sound's windows, in their order; one or more. */
export interface DecodedWindows {
  readonly windows: readonly PicturedWindow[];
  readonly facts: PictureFacts;
  /** Of the whole sound. */
  readonly seconds: number;
}

/** How a sound is decoded and cut. */
export interface DecodeWindowsOptions extends DecodeSoundOptions, CutOptions {
  /** Whether levels and fingerprint are wanted among the facts. @default false */
  readonly measured?: boolean | undefined;
}

/**
 * Decodes a sound into a network's pictures, one for each window that is not silent.
 *
 * @param preprocessing One of sounds.
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`
 */
export async function decodeWindows(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  options: DecodeWindowsOptions = {},
): Promise<DecodedWindows> {
  const { sound, width, height } = preprocessing;
  if (sound === undefined) throw new GraftError('INTERNAL', 'A sound was to be decoded as a picture.');
  const { measured = false, ...decoding } = options;
  const meter = new SoundMeter();
  const decoded = await decodeSound(bytes, measured ? { ...decoding, onPart: (part) => meter.take(part) } : decoding);
  const { sampleRate: heardAt, windowSeconds } = sound;
  const samples = resample(decoded.samples, Math.round(decoded.sampleRate), heardAt);
  const windows = cutWindows(samples, sound, { most: sound.mostWindows, ...options });
  const facts = measured
    ? { ...meter.levels(), heardAt, windowSeconds, fingerprint: await measureFingerprint(decoded.samples, decoded.sampleRate) }
    : undefined;
  const pictures = await pictureWindows(windows, { sound, width, height });
  options.signal?.throwIfAborted();
  return {
    windows: windows.flatMap(({ samples: _, ...window }, at): PicturedWindow[] => {
      const pixels = pictures[at];
      return pixels === undefined ? [] : [{ ...window, pixels }];
    }),
    facts: { width, height, format: decoded.kind, orientation: 1, camera: '', ...(facts === undefined ? {} : { sound: facts }) },
    seconds: samples.length / sound.sampleRate,
  };
}

/** The window that most is heard of. */
export function loudestOf<Window extends Pick<SoundWindow, 'decibels'>>(windows: readonly Window[]): Window {
  const loudest = windows.reduce<Window | undefined>(
    (best, window) => (best && best.decibels >= window.decibels ? best : window),
    undefined,
  );
  if (loudest === undefined) throw new GraftError('INTERNAL', 'A sound was cut into no windows.');
  return loudest;
}
