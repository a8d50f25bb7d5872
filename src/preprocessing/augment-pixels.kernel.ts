/**
 * Writes a picture whose pixel (x, y) is that of the old one at (a·x + b·y + c, d·x + e·y + f): bilinear, the edge's pixels
 * standing for what lies beyond it.
 */
export function resampleAffine(
  from: Uint8Array,
  width: number,
  height: number,
  [a, b, c, d, e, f]: readonly [number, number, number, number, number, number],
  to: Uint8Array,
): void {
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const u = Math.min(width - 1, Math.max(0, a * x + b * y + c));
      const v = Math.min(height - 1, Math.max(0, d * x + e * y + f));
      const left = Math.floor(u);
      const top = Math.floor(v);
      const right = Math.min(width - 1, left + 1);
      const below = Math.min(height - 1, top + 1);
      const p = u - left;
      const q = v - top;
      for (let channel = 0; channel < 3; channel++) {
        const upper = from[(top * width + left) * 3 + channel]! * (1 - p) + from[(top * width + right) * 3 + channel]! * p;
        const lower = from[(below * width + left) * 3 + channel]! * (1 - p) + from[(below * width + right) * 3 + channel]! * p;
        to[at + channel] = Math.round(upper * (1 - q) + lower * q);
      }
    }
  }
}

/** Multiplies a picture's brightness, and its distance from grey of the same luma (ITU-R BT.601). */
export function adjustColour(from: Uint8Array, brightness: number, saturation: number, to: Uint8Array): void {
  for (let at = 0; at < from.length; at += 3) {
    const luma = 0.299 * from[at]! + 0.587 * from[at + 1]! + 0.114 * from[at + 2]!;
    for (let channel = 0; channel < 3; channel++) {
      const value = brightness * (luma + saturation * (from[at + channel]! - luma));
      to[at + channel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
}
