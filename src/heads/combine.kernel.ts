/** Three inner products in one pass over `v`: with `a`, `b` and `c`. */
export function dotThree(v: Float64Array, a: Float64Array, b: Float64Array, c: Float64Array, out: Float64Array): void {
  let a0 = 0;
  let a1 = 0;
  let b0 = 0;
  let b1 = 0;
  let c0 = 0;
  let c1 = 0;
  let i = 0;
  for (; i + 2 <= v.length; i += 2) {
    const x = v[i]!;
    const y = v[i + 1]!;
    a0 += x * a[i]!;
    a1 += y * a[i + 1]!;
    b0 += x * b[i]!;
    b1 += y * b[i + 1]!;
    c0 += x * c[i]!;
    c1 += y * c[i + 1]!;
  }
  if (i < v.length) {
    a0 += v[i]! * a[i]!;
    b0 += v[i]! * b[i]!;
    c0 += v[i]! * c[i]!;
  }
  out[0] = a0 + a1;
  out[1] = b0 + b1;
  out[2] = c0 + c1;
}

/** out += p · x + q · y. */
export function addCombination(out: Float64Array, p: number, x: Float64Array, q: number, y: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += p * x[i]! + q * y[i]!;
}
