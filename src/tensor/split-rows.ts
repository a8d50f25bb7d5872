/** The rows of a row-major block of numbers, as views. @param rows How many there are, one or more */
export function splitRows(data: Float32Array, rows: number): readonly Float32Array[] {
  const width = data.length / rows;
  return Array.from({ length: rows }, (_, row) => data.subarray(row * width, (row + 1) * width));
}

/** Of several blocks of the same rows, the parts of each row: one for each block. */
export function splitBlocks(blocks: readonly Float32Array[], rows: number): readonly (readonly Float32Array[])[] {
  const split = blocks.map((block) => splitRows(block, rows));
  return Array.from({ length: rows }, (_, row) => split.map((parts) => parts[row] ?? new Float32Array()));
}
