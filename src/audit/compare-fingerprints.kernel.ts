/** The number of ones in each 16-bit word. */
const ones = Uint8Array.from({ length: 2 ** 16 }, (_, word) => {
  let bits = word;
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
});

/** How two fingerprints lie over each other best. */
export interface FingerprintMatch {
  /** The part of the bits that differ, 0 to 1; half of them do by chance. */
  readonly distance: number;
  /** Bits that were compared. */
  readonly bits: number;
}

/**
 * Lays a fingerprint over another at every shift up to `reach` frames, and tells at which the fewest bits differ: frames in which nothing is heard
 * in one of the two do not count.
 *
 * @param heardBit Of a word, the bit that says that something is heard; the other fifteen are compared.
 * @param overlap The part of the shorter one that must lie over the longer one.
 */
export function compareFingerprints(
  one: Uint16Array,
  other: Uint16Array,
  { heardBit, reach, overlap }: { readonly heardBit: number; readonly reach: number; readonly overlap: number },
): FingerprintMatch {
  const needed = overlap * Math.min(one.length, other.length);
  let best = { distance: 1, bits: 0 };
  for (let shift = -reach; shift <= reach; shift++) {
    const from = Math.max(0, shift);
    const to = Math.min(one.length, other.length + shift);
    if (to - from < needed) continue;
    let differ = 0;
    let frames = 0;
    for (let at = from; at < to; at++) {
      const a = one[at]!;
      const b = other[at - shift]!;
      if ((a & b & heardBit) === 0) continue;
      frames++;
      differ += ones[a ^ b]!;
    }
    if (frames > 0 && differ / (15 * frames) < best.distance) best = { distance: differ / (15 * frames), bits: 15 * frames };
  }
  return best;
}
