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
