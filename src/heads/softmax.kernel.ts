/** Softmax of every row of `columns` numbers, each logit multiplied by `factor` first. `out` may be `logits`. */
export function softmaxInto(logits: Float32Array, columns: number, factor: number, out: Float32Array): void {
  for (let start = 0; start < logits.length; start += columns) {
    const end = start + columns;
    let largest = -Infinity;
    for (let at = start; at < end; at++) largest = Math.max(largest, factor * logits[at]!);
    let sum = 0;
    for (let at = start; at < end; at++) {
      const e = Math.exp(factor * logits[at]! - largest);
      out[at] = e;
      sum += e;
    }
    for (let at = start; at < end; at++) out[at]! /= sum;
  }
}

/** Adds a row to each row of a matrix. */
export function addRowInto(data: Float32Array, row: Float32Array): void {
  const columns = row.length;
  for (let start = 0; start < data.length; start += columns) {
    for (let j = 0; j < columns; j++) data[start + j]! += row[j]!;
  }
}

/** Replaces negative numbers by 0. */
export function rectify(data: Float32Array): void {
  for (let i = 0; i < data.length; i++) if (data[i]! < 0) data[i] = 0;
}
