/** How many numbers of a row are worked through before the next pair of rows: two pairs of such stretches stay in a 32 KiB cache. */
const stretch = 1024;

/**
 * Writes a·bᵀ: element (i, j) is the inner product of row i of `a` (rows x depth) and row j of `b` (columns x depth).
 *
 * Both factors are read along their rows. Blocks of 2 x 4 inner products share their loads and keep eight 64-bit sums in
 * registers; the order of the additions depends on nothing but the shapes, so the result is the same on every machine.
 */
export function multiplyByRows(a: Float32Array, b: Float32Array, out: Float32Array, rows: number, columns: number, depth: number): void {
  const sums = new Float64Array(rows > 1 ? 2 * columns : columns);
  for (let i = 0; i < rows; i += 2) {
    const single = i + 1 === rows;
    sums.fill(0);
    for (let from = 0; from < depth; from += stretch) {
      const to = Math.min(depth, from + stretch);
      for (let j = 0; j < columns; j += 4) {
        if (!single && j + 4 <= columns) addBlock(a, b, sums, i * depth, j * depth, depth, from, to, j, columns);
        else addSingles(a, b, sums, i, single ? 1 : 2, j, Math.min(columns, j + 4), depth, from, to, columns);
      }
    }
    for (let j = 0; j < columns; j++) out[i * columns + j] = sums[j]!;
    if (!single) for (let j = 0; j < columns; j++) out[(i + 1) * columns + j] = sums[columns + j]!;
  }
}

function addBlock(
  a: Float32Array,
  b: Float32Array,
  sums: Float64Array,
  a0: number,
  b0: number,
  depth: number,
  from: number,
  to: number,
  column: number,
  columns: number,
): void {
  const a1 = a0 + depth;
  const b1 = b0 + depth;
  const b2 = b1 + depth;
  const b3 = b2 + depth;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let p = from; p < to; p++) {
    const u = a[a0 + p]!;
    const v = a[a1 + p]!;
    const w0 = b[b0 + p]!;
    const w1 = b[b1 + p]!;
    const w2 = b[b2 + p]!;
    const w3 = b[b3 + p]!;
    s00 += u * w0;
    s01 += u * w1;
    s02 += u * w2;
    s03 += u * w3;
    s10 += v * w0;
    s11 += v * w1;
    s12 += v * w2;
    s13 += v * w3;
  }
  sums[column]! += s00;
  sums[column + 1]! += s01;
  sums[column + 2]! += s02;
  sums[column + 3]! += s03;
  sums[columns + column]! += s10;
  sums[columns + column + 1]! += s11;
  sums[columns + column + 2]! += s12;
  sums[columns + column + 3]! += s13;
}

function addSingles(
  a: Float32Array,
  b: Float32Array,
  sums: Float64Array,
  row: number,
  rowCount: number,
  fromColumn: number,
  toColumn: number,
  depth: number,
  from: number,
  to: number,
  columns: number,
): void {
  for (let i = 0; i < rowCount; i++) {
    const ai = (row + i) * depth;
    for (let j = fromColumn; j < toColumn; j++) {
      const bj = j * depth;
      let sum = 0;
      for (let p = from; p < to; p++) sum += a[ai + p]! * b[bj + p]!;
      sums[i * columns + j]! += sum;
    }
  }
}

/** Writes the transpose of `from` (rows x columns) to `to` (columns x rows), in squares that fit the cache. */
export function transposeInto(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  const side = 32;
  for (let i0 = 0; i0 < rows; i0 += side) {
    const i1 = Math.min(rows, i0 + side);
    for (let j0 = 0; j0 < columns; j0 += side) {
      const j1 = Math.min(columns, j0 + side);
      for (let i = i0; i < i1; i++) {
        for (let j = j0; j < j1; j++) to[j * rows + i] = from[i * columns + j]!;
      }
    }
  }
}
