import { GraftError } from '../errors.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { type CutOptions, cutWindows, type SoundWindow } from '../sounds/cut-windows.ts';
import type { DecodeSoundOptions } from './decode-sound.ts';
import { hearSound } from './hear-sound.ts';
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
export interface DecodeWindowsOptions extends DecodeSoundOptions, CutOptions {}

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
  const { samples, kind } = await hearSound(bytes, sound, options);
  const windows = cutWindows(samples, sound, { most: sound.mostWindows, ...options });
  const pictures = await pictureWindows(windows, { sound, width, height });
  options.signal?.throwIfAborted();
  return {
    windows: windows.flatMap(({ samples: _, ...window }, at): PicturedWindow[] => {
      const pixels = pictures[at];
      return pixels === undefined ? [] : [{ ...window, pixels }];
    }),
    facts: { width, height, format: kind, orientation: 1, camera: '' },
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
