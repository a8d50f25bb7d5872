/**
 * Writes the gradient of the weighted cross-entropy in the logits, weight · (softmax - [right class]), and returns the loss.
 */
export function softmaxResidual(
  logits: Float32Array,
  classes: number,
  labels: Int32Array,
  weights: Float64Array,
  out: Float32Array,
): number {
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    const start = i * classes;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[start + c]!);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - largest);
    const weight = weights[i]!;
    for (let c = 0; c < classes; c++) out[start + c] = (weight * Math.exp(logits[start + c]! - largest)) / sum;
    out[start + labels[i]!]! -= weight;
    loss += weight * (largest + Math.log(sum) - logits[start + labels[i]!]!);
  }
  return loss;
}

/** Sets to 0 what belongs to an output that the relu had set to 0. */
export function maskBySign(delta: Float32Array, output: Float32Array): void {
  for (let i = 0; i < delta.length; i++) if (!(output[i]! > 0)) delta[i] = 0;
}

/** The sum of the rows. */
export function sumRows(data: Float32Array, out: Float32Array): void {
  const columns = out.length;
  const sums = new Float64Array(columns);
  for (let start = 0; start < data.length; start += columns) {
    for (let j = 0; j < columns; j++) sums[j]! += data[start + j]!;
  }
  out.set(sums);
}
