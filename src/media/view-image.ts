import sharp from 'sharp';
import { explainUnreadable } from '../pictures/explain-unreadable.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { defineSound, type SoundSettings } from '../sounds/sound-settings.ts';
import { type DecodeOptions, decodeImage } from './decode-image.ts';
import { decodeWindows, loudestOf } from './decode-windows.ts';
import { type ImageInput, imageSource } from './image-input.ts';
import { readEncoded } from './read-encoded.ts';

/** A picture made small for people to look at. */
export interface View {
  /** RGB, in the picture's own shape, upright. */
  readonly pixels: RawPixels & { readonly channels: 3 };
  /** Of the picture itself, upright. */
  readonly width: number;
  readonly height: number;
}

/** How large a view may be, beside what decoding asks. */
export interface ViewOptions extends DecodeOptions {
  /** The longer side of the view is at most this; a smaller picture is not enlarged. In pixels. */
  readonly longestSide: number;
  /** How a sound becomes a picture: that of its loudest window, square. @default windows of 5 seconds */
  readonly sound?: SoundSettings | undefined;
}

/**
 * Decodes a picture for people rather than for a network: by the same path, but in its own shape.
 *
 * Of a sound, the spectrogram of its loudest window.
 *
 * @throws As `decodeImage` and `decodeSound`.
 */
export async function viewImage(input: ImageInput, { longestSide, ...options }: ViewOptions): Promise<View> {
  const source = imageSource(input);
  if (source.kind === 'pixels') return await view(source.pixels, source.pixels, longestSide, options);
  const file = source.kind === 'file' ? source.path : options.file;
  const bytes = await readEncoded(source, options.signal);
  if (sniffSound(bytes.subarray(0, sniffedSoundBytes)) !== undefined) return await viewSound(bytes, longestSide, { ...options, file });
  const size = await uprightSize(bytes, file);
  return await view(bytes, size, longestSide, file === undefined ? options : { ...options, file });
}

/** What a sound is shown by where nobody says how a model hears it. */
const shownSound = defineSound({ windowSeconds: 5 });

async function viewSound(
  bytes: Uint8Array,
  side: number,
  { sound = shownSound, file, signal }: Omit<ViewOptions, 'longestSide'>,
): Promise<View> {
  const frame = { width: side, height: side };
  const { windows } = await decodeWindows(bytes, definePreprocessing({ ...frame, sound }), { file, signal });
  return { pixels: { ...frame, channels: 3, data: loudestOf(windows).pixels }, ...frame };
}

async function view(
  input: Uint8Array | RawPixels,
  { width, height }: { readonly width: number; readonly height: number },
  longestSide: number,
  options: DecodeOptions,
): Promise<View> {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const frame = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const data = await decodeImage(input, definePreprocessing({ ...frame, fit: 'stretch' }), options);
  return { pixels: { ...frame, channels: 3, data }, width, height };
}

async function uprightSize(bytes: Uint8Array, file: string | undefined): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
    return autoOrient;
  } catch (cause) {
    throw explainUnreadable(bytes, file, cause);
  }
}
