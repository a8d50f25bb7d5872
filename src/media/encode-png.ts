import sharp from 'sharp';
import type { RawPixels } from '../pictures/raw-pixels.ts';

/** Writes pixels as a PNG, without loss. Transparency is kept. */
export async function encodePng({ width, height, channels, data }: RawPixels): Promise<Uint8Array> {
  return await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 3 }).toBuffer();
}
