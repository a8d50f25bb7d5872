/** A remainder of this part of a clip is one, too. */
const leastPart = 0.5;

/**
 * Cuts a recording into clips of one length, one after the other; what is left at the end is one where it is long enough. A recording that is
 * shorter than a clip stays whole.
 *
 * @param length Of a clip, in samples.
 */
export function cutClips(samples: Float32Array, length: number): readonly Float32Array[] {
  const whole = Math.floor(samples.length / length);
  const rest = samples.length - whole * length;
  const count = whole + (whole === 0 || rest >= leastPart * length ? 1 : 0);
  return Array.from({ length: count }, (_, at) => samples.subarray(at * length, (at + 1) * length));
}
