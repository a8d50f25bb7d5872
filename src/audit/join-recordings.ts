import { heardBit } from '../sounds/sound-fingerprint.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { compareFingerprints } from './compare-fingerprints.kernel.ts';
import type { DisjointSets } from './disjoint-sets.ts';
import type { Neighbours } from './find-neighbours.ts';

// Measured (docs/decisions/0048).

/** Copies differ in a smaller part of their bits than this, two recordings of one word by one speaker in more; */
const sameWord = 0.15;

/** with so many bits, about a second of sound, chance is rarer, and this will do. */
const manyBits = 900;
const sameSecond = 0.2;

/** Two fingerprints are laid over each other at every shift up to so many frames, half a second: what was cut off at the beginning. */
const reach = 32;

/** So much of what is heard in one must lie over what is heard in the other. */
const overlap = 0.7;

/** With fewer bits to compare, chance makes copies. */
const fewestBits = 150;

/** Up to so many recordings, each is compared with all; beyond, with its nearest neighbours by features. */
const mostWithAll = 500;

/** Whether two recordings are copies of each other: the same sound in another form, at another rate, louder or softer, begun a little later. */
export function isSameRecording(one: Uint16Array, other: Uint16Array): boolean {
  const { distance, bits } = compareFingerprints(one, other, { heardBit, reach, overlap, within: sameSecond });
  return bits >= fewestBits && distance < (bits < manyBits ? sameWord : sameSecond);
}

/**
 * Joins recordings that are copies of each other.
 *
 * @param fingerprints Undefined of what takes no part.
 */
export function joinRecordings(
  near: DisjointSets,
  fingerprints: readonly (Uint16Array | undefined)[],
  { neighbours, signal }: { readonly neighbours?: Neighbours | undefined; readonly signal?: Cancellation | undefined },
): void {
  const taking = [...fingerprints.keys()].filter((recording) => fingerprints[recording] !== undefined);
  const withAll = taking.length <= mostWithAll || neighbours === undefined;
  for (const [place, one] of taking.entries()) {
    signal?.throwIfAborted();
    const others = withAll ? taking.slice(place + 1) : neighbours.photos.subarray(one * neighbours.count, (one + 1) * neighbours.count);
    const fingerprint = fingerprints[one];
    for (const other of others) {
      const candidate = fingerprints[other];
      if (fingerprint === undefined || candidate === undefined || near.find(one) === near.find(other)) continue;
      if (isSameRecording(fingerprint, candidate)) near.join(one, other);
    }
  }
}
