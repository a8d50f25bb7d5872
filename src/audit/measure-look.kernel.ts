/**
 * The luma of each pixel (ITU-R BT.601, in 8-bit fractions) into `luma`, and how many pixels have each value into
 * `histogram`.
 *
 * @param pixels RGB, rows from the top.
 */
export function lumaInto(pixels: Uint8Array, luma: Uint8Array, histogram: Uint32Array): void {
  for (let i = 0, at = 0; i < luma.length; i++, at += 3) {
    const value = (77 * pixels[at]! + 150 * pixels[at + 1]! + 29 * pixels[at + 2]! + 128) >> 8;
    luma[i] = value;
    histogram[value]!++;
  }
}

/** The variance of the Laplacian, 4·p - left - right - above - below, over the pixels that have all four neighbours. */
export function laplacianVariance(luma: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1, end = at + width - 2; at < end; at++) {
      const value = 4 * luma[at]! - luma[at - 1]! - luma[at + 1]! - luma[at - width]! - luma[at + width]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = Math.max(0, width - 2) * Math.max(0, height - 2);
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}

/** The mean of each cell of a `side` x `side` grid laid over the picture; a picture smaller than the grid gives a pixel to several cells. */
export function cellMeansInto(luma: Uint8Array, width: number, height: number, side: number, means: Uint8Array): void {
  for (let row = 0; row < side; row++) {
    const top = cellStart(row, height / side);
    const bottom = Math.max(top + 1, cellStart(row + 1, height / side));
    for (let column = 0; column < side; column++) {
      const left = cellStart(column, width / side);
      const right = Math.max(left + 1, cellStart(column + 1, width / side));
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * width + x]!;
      means[row * side + column] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
}

/** The first pixel of a cell of so many pixels: the nearest to its edge, or, of cells smaller than a pixel, the one its middle is in. */
function cellStart(cell: number, pixels: number): number {
  return Math.floor(cell * pixels + Math.min(0.5, pixels / 2));
}

/** The sums of red, green and blue over a frame of so many pixels, and how many pixels it has. */
export function sumFrame(
  pixels: Uint8Array,
  width: number,
  height: number,
  frame: number,
): [red: number, green: number, blue: number, count: number] {
  let red = 0;
  let green = 0;
  let blue = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    const whole = y < frame || y >= height - frame;
    for (let x = 0; x < width; x++) {
      if (!whole && x === frame) x = Math.max(x, width - frame);
      const at = 3 * (y * width + x);
      red += pixels[at]!;
      green += pixels[at + 1]!;
      blue += pixels[at + 2]!;
      count++;
    }
  }
  return [red, green, blue, count];
}
