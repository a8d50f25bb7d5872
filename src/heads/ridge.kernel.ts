/** Where the conjugate gradients of several systems stand, a row of n each. */
export interface GradientState {
  readonly solution: Float32Array;
  readonly residual: Float32Array;
  readonly direction: Float32Array;
}

/**
 * One step of the conjugate gradients for (K + D)·x = b, for all systems that are not yet solved.
 *
 * Each fold's systems act on the photos that it learns from alone.
 *
 * @param images K times each direction, before photos held out are masked; overwritten.
 * @param ridge D's diagonal.
 * @param learned For each fold, 1 for the photos that it learns from.
 * @param perFold Systems of each fold, which stand together.
 * @param tolerance A system is solved where its residual is shorter than this; the right sides are of zeros and ones.
 * @returns How many systems are not yet solved.
 */
export function conjugateStep(
  { solution, residual, direction }: GradientState,
  images: Float32Array,
  ridge: Float32Array,
  learned: Uint8Array,
  perFold: number,
  tolerance: number,
): number {
  const n = ridge.length;
  let open = 0;
  for (let start = 0; start < solution.length; start += n) {
    const mask = Math.floor(start / n / perFold) * n;
    let before = 0;
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      if (learned[mask + i] === 0) {
        images[start + i] = 0;
        continue;
      }
      const image = images[start + i]! + ridge[i]! * direction[start + i]!;
      images[start + i] = image;
      before += residual[start + i]! * residual[start + i]!;
      curvature += image * direction[start + i]!;
    }
    if (before <= tolerance * tolerance) continue;
    const step = before / curvature;
    let after = 0;
    for (let i = 0; i < n; i++) {
      solution[start + i]! += step * direction[start + i]!;
      const rest = residual[start + i]! - step * images[start + i]!;
      residual[start + i] = rest;
      after += rest * rest;
    }
    const turn = after / before;
    for (let i = 0; i < n; i++) direction[start + i] = residual[start + i]! + turn * direction[start + i]!;
    open++;
  }
  return open;
}
