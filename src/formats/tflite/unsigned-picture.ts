import type { TfliteTensor } from './read.ts';

/** A network's 8-bit picture that counts from -128 to 127, as bytes from 0 to 255 that mean the same. */
export function unsignedPicture(picture: TfliteTensor): TfliteTensor {
  const { quantization } = picture;
  if (quantization === undefined) return { ...picture, type: 'uint8' };
  return { ...picture, type: 'uint8', quantization: { ...quantization, zeroPoints: quantization.zeroPoints.map((zero) => zero + 128) } };
}
