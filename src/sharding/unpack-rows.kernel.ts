/** Writes halves, given as their bits, as floats, by a table of all 65,536. */
export function unpackHalves(halves: Uint16Array, table: Float32Array, out: Float32Array): void {
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i]!]!;
}

/** Writes bytes as floats: offset + step · byte, column by column. */
export function unpackBytes(bytes: Uint8Array, columns: number, offset: Float32Array, step: Float32Array, out: Float32Array): void {
  for (let start = 0; start < bytes.length; start += columns) {
    for (let j = 0; j < columns; j++) out[start + j] = offset[j]! + step[j]! * bytes[start + j]!;
  }
}

/** Copies the rows that are on a side to the front, with their labels. @returns how many */
export function keepSide(data: Float32Array, columns: number, tags: Int32Array, side: number, labels: Int32Array): number {
  let kept = 0;
  for (let row = 0; row < tags.length; row++) {
    const tag = tags[row]!;
    if ((tag & 3) !== side) continue;
    if (kept !== row) data.copyWithin(kept * columns, row * columns, (row + 1) * columns);
    labels[kept++] = tag >> 2;
  }
  return kept;
}
