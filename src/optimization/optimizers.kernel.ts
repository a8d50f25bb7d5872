/**
 * Stochastic gradient descent, with momentum where it is above 0: v ← μ·v - η·g, w ← w + v.
 *
 * B. T. Polyak 1964, in the form of Keras's `SGD`.
 */
export function sgdStep(w: Float32Array, g: Float32Array | Float64Array, velocity: Float32Array, rate: number, momentum: number): void {
  for (let i = 0; i < w.length; i++) {
    const v = momentum * velocity[i]! - rate * g[i]!;
    velocity[i] = v;
    w[i]! += v;
  }
}

/**
 * RMSprop: v ← ρ·v + (1 - ρ)·g², w ← w - η·g / √(v + ε).
 *
 * T. Tieleman, G. Hinton, Neural networks for machine learning, lecture 6.5, 2012; ε under the root, as in Keras's `RMSprop`.
 */
export function rmspropStep(
  w: Float32Array,
  g: Float32Array | Float64Array,
  square: Float32Array,
  rate: number,
  rho: number,
  epsilon: number,
): void {
  for (let i = 0; i < w.length; i++) {
    const v = rho * square[i]! + (1 - rho) * g[i]! * g[i]!;
    square[i] = v;
    w[i]! -= (rate * g[i]!) / Math.sqrt(v + epsilon);
  }
}

/**
 * Adam, and with a decay above 0 AdamW: w ← w - η·decay·w, then
 * m ← β₁·m + (1 - β₁)·g, v ← β₂·v + (1 - β₂)·g², w ← w - η·√(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε).
 *
 * D. P. Kingma, J. Ba, Adam, ICLR 2015, the form at the end of §2 with its "ε̂", as in Keras's `Adam`; the decay is that of
 * I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
 *
 * @param time t, the number of this step, from 1.
 */
export function adamStep(
  w: Float32Array,
  g: Float32Array | Float64Array,
  mean: Float32Array,
  square: Float32Array,
  time: number,
  settings: { readonly rate: number; readonly beta1: number; readonly beta2: number; readonly epsilon: number; readonly decay: number },
): void {
  const { rate, beta1, beta2, epsilon, decay } = settings;
  const step = (rate * Math.sqrt(1 - beta2 ** time)) / (1 - beta1 ** time);
  const keep = 1 - rate * decay;
  for (let i = 0; i < w.length; i++) {
    const m = beta1 * mean[i]! + (1 - beta1) * g[i]!;
    const v = beta2 * square[i]! + (1 - beta2) * g[i]! * g[i]!;
    mean[i] = m;
    square[i] = v;
    w[i] = keep * w[i]! - (step * m) / (Math.sqrt(v) + epsilon);
  }
}

/**
 * w ← keep·w: decoupled weight decay.
 *
 * I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 1.
 */
export function decayWeights(w: Float32Array, keep: number): void {
  for (let i = 0; i < w.length; i++) w[i]! *= keep;
}
