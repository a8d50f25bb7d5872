/** Adds up the columns of a row-major matrix: sums of x - shift, and of its square. */
export function sumColumns(
  data: Float32Array,
  columns: number,
  shift: Float32Array | Float64Array,
  sums: Float64Array,
  squares: Float64Array,
): void {
  for (let start = 0; start < data.length; start += columns) {
    for (let j = 0; j < columns; j++) {
      const x = data[start + j]! - shift[j]!;
      sums[j]! += x;
      squares[j]! += x * x;
    }
  }
}

/** Writes (x - mean) · scale for columns `from` … `from + width - 1` of rows `firstRow` … `firstRow + rows - 1`. */
export function standardizeInto(
  data: Float32Array,
  columns: number,
  mean: Float32Array,
  scale: Float32Array,
  part: { readonly firstRow: number; readonly rows: number; readonly from: number; readonly width: number },
  out: Float32Array,
): void {
  const { firstRow, rows, from, width } = part;
  for (let i = 0; i < rows; i++) {
    const source = (firstRow + i) * columns + from;
    const target = i * width;
    for (let j = 0; j < width; j++) out[target + j] = (data[source + j]! - mean[from + j]!) * scale[from + j]!;
  }
}
