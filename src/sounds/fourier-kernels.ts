/**
 * The short-time Fourier transform as weights of a convolution: a cosine and a sine for each bin, under a periodic Hann window.
 *
 * `power(bin) = (x * cosine)² + (x * sine)²`. No platform's own transform takes part, so that all platforms compute the same.
 *
 * @param fftSize Samples that the bins are counted by: bin k is the tone k / fftSize of the sample rate.
 * @param length Samples under the window, at most fftSize; with fewer, moments are told apart more finely, and tones less.
 * @param bins From the first to before the last that are wanted.
 * @returns 2 bins x length: all cosines, then all sines.
 */
export function fourierKernels(fftSize: number, length: number, [from, to]: readonly [number, number]): Float32Array {
  const bins = to - from;
  const kernels = new Float32Array(2 * bins * length);
  const hann = Float64Array.from({ length }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length));
  for (let bin = 0; bin < bins; bin++) {
    for (let at = 0; at < length; at++) {
      // Whole turns are taken out before the angle is made: it stays exact for high bins.
      const angle = (2 * Math.PI * (((from + bin) * at) % fftSize)) / fftSize;
      const under = hann[at] ?? 0;
      kernels[bin * length + at] = under * Math.cos(angle);
      kernels[(bins + bin) * length + at] = under * Math.sin(angle);
    }
  }
  return kernels;
}
