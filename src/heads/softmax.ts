import { type Matrix, matrix } from '../tensor/matrix.ts';
import { addRowInto, softmaxInto } from './softmax.kernel.ts';

/**
 * The softmax of each row: exp(z / T) / Σ exp(z / T).
 *
 * @param logits n x k.
 * @param temperature T, above 0. @default 1
 */
export function softmaxRows(logits: Matrix, temperature = 1): Matrix {
  const out = matrix(logits.rows, logits.columns);
  softmaxInto(logits.data, logits.columns, 1 / temperature, out.data);
  return out;
}

/** Adds the same row to every row, in place; returns the matrix. */
export function addRow(m: Matrix, row: Float32Array): Matrix {
  addRowInto(m.data, row);
  return m;
}
