import { frameInPhoto } from '../explanation/frame-in-photo.ts';
import { evidenceColours, paintEvidence } from '../explanation/paint-evidence.ts';
import { addCaption } from '../media/add-caption.ts';
import { encodeImage } from '../media/encode-image.ts';
import type { ImageInput } from '../media/image-input.ts';
import { viewImage } from '../media/view-image.ts';
import type { Explanation } from './explain-image.ts';

/** How an explanation is painted. */
export interface PaintExplanationOptions {
  /** Of the painted picture, in pixels; a smaller photo is not enlarged. @default 1024 */
  readonly longestSide?: number | undefined;
  /** @default 'jpeg' */
  readonly format?: 'jpeg' | 'png' | 'webp' | undefined;
  /** Of JPEG and WebP. @default 85 */
  readonly quality?: number | undefined;
  /** Whether the class and what the colours mean stand below. @default true */
  readonly caption?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws an explanation over the picture that it explains: orange where it speaks for the class, blue where against.
 *
 * @param image The picture that `explain` was given.
 * @returns The bytes of a picture file, in the photo's own shape.
 * @throws As `decodeImage`.
 */
export async function paintExplanation(
  image: ImageInput,
  explanation: Explanation,
  options: PaintExplanationOptions = {},
): Promise<Uint8Array> {
  const { longestSide = 1024, format = 'jpeg', quality, caption = true, signal } = options;
  const { pixels } = await viewImage(image, { longestSide, sound: explanation.preprocessing.sound, signal });
  const frame = frameInPhoto(pixels.width, pixels.height, explanation.preprocessing);
  const painted = { ...pixels, data: paintEvidence(pixels, { map: explanation.map, frame }) };
  return await encodeImage(caption ? await addCaption(painted, captionOf(explanation)) : painted, { format, quality });
}

function captionOf({ class: { label, probability }, against }: Explanation): Parameters<typeof addCaption>[1] {
  const versus = against === undefined ? '' : ` rather than ${against.label}`;
  return {
    title: `${label}${versus}: ${(100 * probability).toFixed(1)} %`,
    legend: [
      { colour: evidenceColours.for, text: against === undefined ? 'speaks for it' : `for ${label}` },
      { colour: evidenceColours.against, text: against === undefined ? 'speaks against it' : `for ${against.label}` },
    ],
  };
}
