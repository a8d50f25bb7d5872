/** Pictures of one size as a batch: their pixels one after the other, `pictures x height x width x 3`. */
export function stackPixels(pictures: readonly Uint8Array[]): Uint8Array {
  const size = pictures[0]?.length ?? 0;
  const pixels = new Uint8Array(size * pictures.length);
  for (const [row, picture] of pictures.entries()) pixels.set(picture, row * size);
  return pixels;
}
