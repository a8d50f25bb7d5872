/**
 * The correlation of two pictures of `side` x `side` where one is laid over the other scaled, shifted and turned a little:
 * Pearson's, over the places where both are; -1 where these are fewer than `least` cells.
 *
 * The place (x, y) of `a`, in cells from the middle, is compared with `b` at scaleX·(x·cos - y·sin) + shiftX and
 * scaleY·(x·sin + y·cos) + shiftY, between cells by bilinear interpolation.
 */
export function correlationAt(
  a: Uint8Array,
  b: Uint8Array,
  side: number,
  scaleX: number,
  scaleY: number,
  shiftX: number,
  shiftY: number,
  angle: number,
  least: number,
): number {
  const middle = (side - 1) / 2;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let row = 0; row < side; row++) {
    const y = row - middle;
    for (let column = 0; column < side; column++) {
      const x = column - middle;
      const bx = scaleX * (x * cos - y * sin) + shiftX + middle;
      const by = scaleY * (x * sin + y * cos) + shiftY + middle;
      if (bx < 0 || by < 0 || bx > side - 1 || by > side - 1) continue;
      const left = Math.min(Math.floor(bx), side - 2);
      const top = Math.min(Math.floor(by), side - 2);
      const right = bx - left;
      const below = by - top;
      const at = top * side + left;
      const above = b[at]! + right * (b[at + 1]! - b[at]!);
      const under = b[at + side]! + right * (b[at + side + 1]! - b[at + side]!);
      const valueB = above + below * (under - above);
      const valueA = a[row * side + column]!;
      count++;
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
    }
  }
  if (count < least) return -1;
  const varianceA = squaresA / count - (sumA / count) ** 2;
  const varianceB = squaresB / count - (sumB / count) ** 2;
  if (varianceA < 1 || varianceB < 1) return -1; // a plain grey area correlates with anything
  return (products / count - (sumA / count) * (sumB / count)) / Math.sqrt(varianceA * varianceB);
}
