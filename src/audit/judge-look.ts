import { isSilent } from './find-recording-faults.ts';
import type { Look, PixelLook } from './look.ts';

/** What may be wrong with a photo by itself. */
export type LookFault = 'blank' | 'dark' | 'overexposed' | 'blurred' | 'tiny' | 'odd-aspect';

// Measured (docs/decisions/0009): each limit stands between 1,330 sound photos and the same ones blurred, darkened or bleached.

/** Standard deviation of the luma below which nothing is to be seen. */
const blankContrast = 6;

/** Luma below which 95 % of a dark photo's pixels lie. */
const darkBrightest = 60;

/** Luma above which 95 % of an over-exposed photo's pixels lie, */
const overexposedDarkest = 225;

/** and its standard deviation is below this: that of a page of print, as bright, is above. */
const overexposedContrast = 25;

/** The Laplacian's variance below which nothing is sharp. */
const blurredSharpness = 8;

/** A photo with a shorter side has to be stretched fourfold for a network of 299 pixels. */
const tinySide = 75;

/** The longer side over the shorter: what is stretched to a square is squeezed by as much. */
const oddAspect = 3;

/** Whether a photo shows nothing: one colour, or nearly; of a recording, whether nothing is heard. */
export function isBlank(look: Pick<PixelLook, 'contrast'> & Pick<Look, 'sound'>): boolean {
  return look.contrast < blankContrast || isSilent(look);
}

/** Forms of sound, as the decoder names them. */
const soundFormats: ReadonlySet<string> = new Set(['wav', 'flac', 'mp3', 'vorbis', 'opus']);

/** Whether it is the look of a sound's spectrogram. */
export function isSoundLook({ format }: Pick<Look, 'format'>): boolean {
  return soundFormats.has(format);
}

/** Tells what is wrong with a photo; of one that is blank, only that. */
export function judgeLook(look: Look): LookFault[] {
  if (isBlank(look)) return ['blank'];
  if (isSoundLook(look)) return []; // a spectrogram's darkness is what a sound is like
  const { brightest, darkest, sharpness, contrast, width, height } = look;
  const faults: LookFault[] = [];
  if (brightest < darkBrightest) faults.push('dark');
  if (darkest > overexposedDarkest && contrast < overexposedContrast) faults.push('overexposed');
  if (Math.min(width, height) < tinySide) faults.push('tiny');
  // Dark, bleached and stretched pictures are never sharp: that is no second fault.
  if (faults.length === 0 && sharpness < blurredSharpness) faults.push('blurred');
  if (Math.max(width, height) > oddAspect * Math.min(width, height)) faults.push('odd-aspect');
  return faults;
}
