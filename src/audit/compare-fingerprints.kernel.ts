/** The number of ones in each 16-bit word. */
const ones = Uint8Array.from({ length: 2 ** 16 }, (_, word) => {
  let bits = word;
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
});

/** How fingerprints are compared. */
export interface FingerprintComparison {
  /** Of a word, the bit that says that something is heard; the other fifteen are compared. */
  readonly heardBit: number;
  /** Shifts that are tried, in frames, to both sides. */
  readonly reach: number;
  /** Of the one in which less is heard, the part of what is heard that must lie over what is heard of the other. */
  readonly overlap: number;
  /** A larger distance than this is not told apart from it: a shift is given up as soon as that is sure. */
  readonly within: number;
}

/** How two fingerprints lie over each other best; no bits where no shift comes within the limit. */
export interface FingerprintMatch {
  /** The part of the bits that differ, 0 to 1; half of them do by chance. */
  readonly distance: number;
  /** Bits that were compared. */
  readonly bits: number;
}

/**
 * Lays a fingerprint over another at every shift up to `reach` frames, and tells at which the fewest bits differ: frames in which nothing is heard
 * in one of the two do not count.
 */
export function compareFingerprints(
  one: Uint16Array,
  other: Uint16Array,
  { heardBit, reach, overlap, within }: FingerprintComparison,
): FingerprintMatch {
  const needed = Math.max(1, overlap * Math.min(heardFrames(one, heardBit), heardFrames(other, heardBit)));
  let best = { distance: within, bits: 0 };
  for (let shift = -reach; shift <= reach; shift++) {
    const from = Math.max(0, shift);
    const to = Math.min(one.length, other.length + shift);
    if (to - from < needed) continue;
    const most = 15 * (to - from) * best.distance;
    let differ = 0;
    let frames = 0;
    for (let at = from; at < to && differ <= most; at++) {
      const a = one[at]!;
      const b = other[at - shift]!;
      if ((a & b & heardBit) === 0) continue;
      frames++;
      differ += ones[a ^ b]!;
    }
    if (frames >= needed && differ <= most && differ / (15 * frames) < best.distance)
      best = { distance: differ / (15 * frames), bits: 15 * frames };
  }
  return best;
}

function heardFrames(fingerprint: Uint16Array, heardBit: number): number {
  let frames = 0;
  for (const word of fingerprint) if ((word & heardBit) !== 0) frames++;
  return frames;
}
