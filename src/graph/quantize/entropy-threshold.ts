/**
 * The magnitude at which to clip so that the least is lost of what a distribution tells, in the sense of Kullback and Leibler.
 *
 * TensorRT's calibration (S. Migacz: 8-bit Inference with TensorRT, GTC 2017): for each candidate, the reference is the
 * distribution with all that lies beyond put into its last bin; the candidate is what is left once the bins within are
 * joined to as many levels as there will be and spread out again over those that were not empty. The threshold with the
 * least divergence of the second from the first is taken. A last bin that is empty but for what was put into it counts as
 * {@link nextToNothing} in the candidate, so that the divergence stays finite.
 *
 * @param counts How many magnitudes lie in each bin, from 0 on, zeros not among them: they are always kept exactly.
 * @param levels How many steps there are from 0 to the threshold.
 * @returns How many bins lie below the threshold: at least `levels`, at most all up to the last that is not empty.
 */
export function entropyThreshold(counts: Readonly<Float64Array>, levels: number): number {
  const used = counts.findLastIndex((count) => count > 0) + 1;
  if (used <= levels) return used;
  // A 256th of the bins is finer than a step of 8 bits; every single bin would cost 16 times as much for the same.
  const stride = Math.max(1, Math.floor(counts.length / 256));
  let beyond = 0;
  for (let at = levels; at < used; at++) beyond += counts[at] ?? 0;
  let [best, least] = [used, Number.POSITIVE_INFINITY];
  for (let bins = levels; ; bins = Math.min(bins + stride, used)) {
    const divergence = divergenceAt(counts, bins, levels, beyond);
    if (divergence <= least) [best, least] = [bins, divergence]; // of equals the one that clips less
    if (bins === used) return best;
    for (let at = bins; at < Math.min(bins + stride, used); at++) beyond -= counts[at] ?? 0;
  }
}

/** In place of a count of 0, where a logarithm is taken of it. */
const nextToNothing = 1e-4;

/** Σ p·ln(p/q) over the bins below the threshold, both sides as parts of 1. */
function divergenceAt(counts: Readonly<Float64Array>, bins: number, levels: number, beyond: number): number {
  const candidate = spread(counts, bins, levels);
  let [total, candidateTotal] = [beyond, 0];
  for (let at = 0; at < bins; at++) {
    total += counts[at] ?? 0;
    candidateTotal += candidate[at] ?? 0;
  }
  if (candidateTotal === 0) return Number.POSITIVE_INFINITY;
  let divergence = 0;
  for (let at = 0; at < bins; at++) {
    const reference = ((counts[at] ?? 0) + (at === bins - 1 ? beyond : 0)) / total;
    if (reference === 0) continue;
    const other = (candidate[at] || nextToNothing) / candidateTotal;
    divergence += reference * Math.log(reference / other);
  }
  return divergence;
}

/** Bins joined to levels, and each level's count spread evenly over those of its bins that were not empty. */
function spread(counts: Readonly<Float64Array>, bins: number, levels: number): Float64Array {
  const candidate = new Float64Array(bins);
  for (let level = 0; level < levels; level++) {
    const from = Math.floor((level * bins) / levels);
    const to = Math.floor(((level + 1) * bins) / levels);
    let [sum, filled] = [0, 0];
    for (let at = from; at < to; at++) {
      sum += counts[at] ?? 0;
      if ((counts[at] ?? 0) > 0) filled++;
    }
    for (let at = from; at < to; at++) if ((counts[at] ?? 0) > 0) candidate[at] = sum / filled;
  }
  return candidate;
}
