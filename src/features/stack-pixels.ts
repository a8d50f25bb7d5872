/** Photos of one size as a batch: their pixels one after the other, `photos x height x width x 3`. */
export function stackPixels(photos: readonly { readonly pixels: Uint8Array }[]): Uint8Array {
  const size = photos[0]?.pixels.length ?? 0;
  const pixels = new Uint8Array(size * photos.length);
  for (const [row, photo] of photos.entries()) pixels.set(photo.pixels, row * size);
  return pixels;
}
