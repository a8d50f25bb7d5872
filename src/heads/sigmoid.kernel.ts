/** 1 / (1 + exp(-factor · z)) of every number. `out` may be `logits`. */
export function sigmoidInto(logits: Float32Array, factor: number, out: Float32Array): void {
  for (let i = 0; i < logits.length; i++) out[i] = 1 / (1 + Math.exp(-factor * logits[i]!));
}
