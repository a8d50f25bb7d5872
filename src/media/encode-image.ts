import sharp from 'sharp';
import type { RawPixels } from '../pictures/raw-pixels.ts';

/** As what, and how well, pixels are encoded. */
export interface EncodeOptions {
  readonly format: 'jpeg' | 'png' | 'webp';
  /** Of JPEG and WebP, 1 to 100. @default 85 */
  readonly quality?: number | undefined;
}

/** Encodes pixels as a picture file. */
export async function encodeImage({ width, height, channels, data }: RawPixels, options: EncodeOptions): Promise<Uint8Array> {
  const { format, quality = 85 } = options;
  const picture = sharp(data, { raw: { width, height, channels } });
  switch (format) {
    case 'png':
      return await picture.png().toBuffer();
    case 'jpeg':
      return await picture.jpeg({ quality }).toBuffer();
    case 'webp':
      return await picture.webp({ quality, effort: 2 }).toBuffer(); // the default effort, 4: 5 % smaller, up to a third slower
  }
}
