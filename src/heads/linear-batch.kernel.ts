/** What a batch came to. */
export interface BatchResult {
  /** Σ class weight · -log p(right class). */
  readonly lossSum: number;
  /** How many photos were right. */
  readonly right: number;
}

/**
 * Runs a linear softmax classifier on some rows, and writes the gradient of their mean loss where `gradient` is given.
 *
 * @param parameters d x k weights, then k biases.
 * @param rows The rows of the batch.
 * @param gradient Receives as many numbers as there are parameters.
 */
export function runLinearBatch(
  features: Float32Array,
  columns: number,
  parameters: Float32Array,
  labels: Int32Array,
  classWeights: Float64Array,
  rows: Uint32Array,
  gradient?: Float64Array,
): BatchResult {
  const classes = classWeights.length;
  const biasAt = columns * classes;
  const z = new Float64Array(classes);
  let lossSum = 0;
  let right = 0;
  gradient?.fill(0);
  for (let r = 0; r < rows.length; r++) {
    const start = rows[r]! * columns;
    for (let c = 0; c < classes; c++) z[c] = parameters[biasAt + c]!;
    for (let j = 0; j < columns; j++) {
      const x = features[start + j]!;
      if (x === 0) continue; // after a ReLU many are
      for (let c = 0, at = j * classes; c < classes; c++, at++) z[c]! += x * parameters[at]!;
    }
    const label = labels[rows[r]!]!;
    let best = 0;
    for (let c = 1; c < classes; c++) if (z[c]! > z[best]!) best = c;
    if (best === label) right++;
    const largest = z[best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(z[c]! - largest);
    const weight = classWeights[label]!;
    lossSum += weight * (largest + Math.log(sum) - z[label]!);
    if (gradient === undefined) continue;
    const share = weight / rows.length;
    for (let c = 0; c < classes; c++) z[c] = (share * Math.exp(z[c]! - largest)) / sum;
    z[label]! -= share;
    for (let j = 0; j < columns; j++) {
      const x = features[start + j]!;
      if (x === 0) continue;
      for (let c = 0, at = j * classes; c < classes; c++, at++) gradient[at]! += x * z[c]!;
    }
    for (let c = 0; c < classes; c++) gradient[biasAt + c]! += z[c]!;
  }
  return { lossSum, right };
}
