/** The least number of 16-bit floats that would round to infinity: half a step above the greatest, 65504. */
const overflow = 65_520;

const scratch = new Float32Array(1);
const bits = new Uint32Array(scratch.buffer);

/** A number as the bits of the nearest IEEE 754 half (binary16), ties to even; what is too large becomes infinite. */
function halfBits(value: number): number {
  scratch[0] = value;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00; // not a number
  scratch[0] = 0;
  bits[0] = magnitude;
  if (scratch[0]! >= overflow) return sign | 0x7c00;
  if (magnitude < 0x3880_0000) {
    // Below 2^-14 halves have one step, 2^-24: adding 2^-1 to the float, whose step there is 2^-24, rounds to it.
    scratch[0] = scratch[0]! + 0.5;
    return sign | (bits[0]! - 0x3f00_0000);
  }
  const rounded = magnitude + 0x0fff + ((magnitude >>> 13) & 1); // 13 bits of the fraction go; ties to even
  return sign | ((rounded - 0x3800_0000) >>> 13);
}

/** Rounds floats to halves (IEEE 754 binary16, ties to even), as their bits. */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = halfBits(values[i]!);
  return out;
}

/** Halves, given as their bits, as floats: exact. */
export function fromFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    const magnitude =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    out[i] = half & 0x8000 ? -magnitude : magnitude;
  }
  return out;
}
