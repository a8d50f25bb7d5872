/**
 * Matplotlib's colour map magma (S. van der Walt and N. Smith, CC0), at 17 places from dark to light; linear between them, it is within three
 * steps of 255 of the original. Equal steps look equally large, in grey as well.
 */
const places = [
  [0, 0, 4],
  [10, 8, 34],
  [29, 17, 71],
  [54, 16, 107],
  [81, 18, 124],
  [106, 28, 129],
  [131, 38, 129],
  [156, 46, 127],
  [183, 55, 121],
  [207, 64, 112],
  [229, 80, 100],
  [244, 105, 92],
  [251, 135, 97],
  [254, 165, 113],
  [254, 194, 135],
  [253, 224, 161],
  [252, 253, 191],
] as const;

/** The colour map as a palette. @returns 256 x 3 bytes: red, green, blue */
export function magmaPalette(): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  for (let level = 0; level < 256; level++) {
    const at = (level / 255) * (places.length - 1);
    const below = Math.min(places.length - 2, Math.floor(at));
    for (let channel = 0; channel < 3; channel++) {
      const [low = 0, high = 0] = [places[below]?.[channel], places[below + 1]?.[channel]];
      palette[level * 3 + channel] = Math.round(low + (high - low) * (at - below));
    }
  }
  return palette;
}
