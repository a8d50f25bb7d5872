/**
 * Convolves with one of several short filters at each step: a polyphase filter.
 *
 * `out[i] = sum over k of in[start + k] * phases[phase][k]`, where `start = floor(i * down / up) - half + 1` and `phase = (i * down) mod up`.
 *
 * @param phases up x taps.
 */
export function convolvePhases(
  input: Float32Array,
  phases: Float32Array,
  { up, down, taps }: { readonly up: number; readonly down: number; readonly taps: number },
  output: Float32Array,
): void {
  const half = taps / 2;
  let whole = 0;
  let phase = 0;
  for (let i = 0; i < output.length; i++) {
    const start = whole - half + 1;
    const filter = phase * taps;
    const first = start < 0 ? -start : 0;
    const end = start + taps > input.length ? input.length - start : taps;
    let sum = 0;
    for (let k = first; k < end; k++) sum += input[start + k]! * phases[filter + k]!;
    output[i] = sum;
    phase += down;
    while (phase >= up) {
      phase -= up;
      whole++;
    }
  }
}
