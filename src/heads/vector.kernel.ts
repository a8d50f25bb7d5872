/** The inner product of the first `length` elements. Four running sums: faster than one, and always in the same order. */
export function dot(a: Float64Array, b: Float64Array, length = a.length): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** y += factor · x, over the first `length` elements. */
export function addScaled(y: Float64Array, factor: number, x: Float64Array, length = x.length): void {
  for (let i = 0; i < length; i++) y[i]! += factor * x[i]!;
}

/** out = factor · x. */
export function scaleInto(out: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) out[i] = factor * x[i]!;
}

/** out = a - b. */
export function subtractInto(out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) out[i] = a[i]! - b[i]!;
}
