import { GraftError } from '../errors.ts';
import { joinFloats } from './join-floats.ts';

/** A row-major matrix of 32-bit floats: element (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * Makes a matrix over `data`, or a matrix of zeros.
 *
 * @throws `SHAPE_MISMATCH` when the data does not fill it.
 */
export function matrix(rows: number, columns: number, data: Float32Array = new Float32Array(rows * columns)): Matrix {
  if (data.length !== rows * columns) {
    throw new GraftError(
      'SHAPE_MISMATCH',
      `Expected ${rows * columns} numbers for a ${rows} x ${columns} matrix. Received ${data.length}.`,
    );
  }
  return { rows, columns, data };
}

/** Row `index` as a view: no copy. */
export function rowOf(m: Matrix, index: number): Float32Array {
  return m.data.subarray(index * m.columns, (index + 1) * m.columns);
}

/** The rows at `indices`, in that order, copied. */
export function takeRows(m: Matrix, indices: readonly number[] | Uint32Array | Int32Array): Matrix {
  const out = matrix(indices.length, m.columns);
  for (let i = 0; i < indices.length; i++) out.data.set(rowOf(m, indices[i] as number), i * m.columns);
  return out;
}

/** Ranges of columns, side by side in the order given, copied. `to` is not included. */
export function takeColumns(m: Matrix, ranges: readonly { readonly from: number; readonly to: number }[]): Matrix {
  const out = matrix(
    m.rows,
    ranges.reduce((sum, { from, to }) => sum + to - from, 0),
  );
  for (let row = 0; row < m.rows; row++) {
    let at = row * out.columns;
    for (const { from, to } of ranges) {
      out.data.set(m.data.subarray(row * m.columns + from, row * m.columns + to), at);
      at += to - from;
    }
  }
  return out;
}

/** Vectors side by side as a matrix of one row: what several blocks gave for one photo. */
export function joinedRow(parts: readonly Float32Array[]): Matrix {
  const data = joinFloats(parts);
  return { rows: 1, columns: data.length, data };
}
