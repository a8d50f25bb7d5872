import { convolvePhases } from './resample.kernel.ts';

/** Zero crossings of the sinc on each side: more is steeper, and slower. */
const crossings = 24;

/** The filter's end of the pass band, as a part of the lower of the two rates' halves: what is above it fades out. */
const passBand = 0.95;

/** Kaiser's window: 8.6 keeps what is folded back below -85 dB. J. Kaiser, 1974; A. Oppenheim, R. Schafer: Discrete-Time Signal Processing, 7.5.3. */
const kaiserBeta = 8.6;

/** Filters are computed for this many steps between two samples at most; rates that would need more are met by the nearest ratio. */
const maxPhases = 1024;

/**
 * Brings sound to another sample rate: a windowed sinc, as a polyphase filter. J. O. Smith: Digital Audio Resampling (2002).
 *
 * Costs 48 multiplications a sample that comes out, or more in proportion where the rate falls.
 *
 * @param samples Of one channel.
 * @param from Their rate in hertz, a whole number.
 * @param to The wanted rate in hertz, a whole number.
 * @returns The same array where the rates are equal.
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const { up, down } = ratioOf(to, from);
  const cutoff = passBand * Math.min(1, up / down);
  const taps = 2 * Math.ceil(crossings / Math.min(1, up / down));
  const phases = polyphaseFilters(up, taps, cutoff);
  const output = new Float32Array(Math.ceil((samples.length * up) / down));
  convolvePhases(samples, phases, { up, down, taps }, output);
  return output;
}

/** Two rates as a ratio of small whole numbers. */
function ratioOf(to: number, from: number): { readonly up: number; readonly down: number } {
  const shared = greatestDivisor(to, from);
  const [up, down] = [to / shared, from / shared];
  if (up <= maxPhases) return { up, down };
  return { up: maxPhases, down: Math.max(1, Math.round((maxPhases * from) / to)) };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** A filter for each place between two samples. @returns up x taps; each sums to 1, so that a constant stays what it is */
function polyphaseFilters(up: number, taps: number, cutoff: number): Float32Array {
  const phases = new Float32Array(up * taps);
  const half = taps / 2;
  for (let phase = 0; phase < up; phase++) {
    const filter = new Float64Array(taps);
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const distance = k - half + 1 - phase / up;
      const weight = sinc(distance * cutoff) * kaiser(distance / half);
      filter[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < taps; k++) phases[phase * taps + k] = (filter[k] ?? 0) / sum;
  }
  return phases;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) > 1 ? 0 : bessel(kaiserBeta * Math.sqrt(1 - x * x)) / bessel(kaiserBeta));

/** The modified Bessel function of the first kind and order zero, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
