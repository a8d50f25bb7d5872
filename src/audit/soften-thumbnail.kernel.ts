/** Blurs a picture of `side` x `side` by a binomial of 3 x 3 cells (1 2 1), so that detail finer than its cells does not decide. */
export function softenThumbnail(thumbnail: Uint8Array, side: number): Uint8Array {
  const soft = new Uint8Array(thumbnail.length);
  for (let y = 0; y < side; y++) {
    const above = Math.max(0, y - 1) * side;
    const here = y * side;
    const below = Math.min(side - 1, y + 1) * side;
    for (let x = 0; x < side; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(side - 1, x + 1);
      const middle = thumbnail[above + x]! + 2 * thumbnail[here + x]! + thumbnail[below + x]!;
      const sides =
        thumbnail[above + left]! +
        2 * thumbnail[here + left]! +
        thumbnail[below + left]! +
        thumbnail[above + right]! +
        2 * thumbnail[here + right]! +
        thumbnail[below + right]!;
      soft[here + x] = (2 * middle + sides + 8) >> 4;
    }
  }
  return soft;
}
