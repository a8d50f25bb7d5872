/** Adds a block of products into a symmetric matrix at (row, column), and its mirror image at (column, row). */
export function addProductBlock(
  gram: Float32Array,
  size: number,
  product: Float32Array,
  row: number,
  column: number,
  rows: number,
  columns: number,
): void {
  const diagonal = row === column;
  for (let i = 0; i < rows; i++) {
    // On the diagonal only the upper half is read: the two halves may differ in their last bits.
    for (let j = diagonal ? i : 0; j < columns; j++) {
      const sum = gram[(row + i) * size + column + j]! + product[i * columns + j]!;
      gram[(row + i) * size + column + j] = sum;
      gram[(column + j) * size + row + i] = sum;
    }
  }
}

/** a += b. */
export function addInto(a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < a.length; i++) a[i]! += b[i]!;
}
