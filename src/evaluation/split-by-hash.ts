import { GraftError, invalidArgument } from '../errors.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';

/** How photos are split. */
export interface SplitOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** The part to hold out, from 0 (none) to below 1. */
  readonly fraction: number;
  /** Another seed, another split. @default 0 */
  readonly seed?: number | undefined;
}

/**
 * Splits photos into those to learn from and those to hold out, by their content alone.
 *
 * A photo's hash and the seed give it a number that is uniform in 0 … 1; below `fraction`, it is held out. So it does not
 * matter what else is there, in which order, or under which name: a photo keeps its side as the set grows, and copies of a
 * photo are on one side. About `fraction` of every class is held out; exactly as many only by chance.
 *
 * Small classes get a guarantee: at least one photo to learn from and, of two different photos or more, at least one held
 * out. Where a class's numbers are all on one side, the smallest is held out or the largest learned from. Only a photo that
 * this rule has moved can change its side, at the moment when the class gets one that makes the rule unnecessary or that
 * lies nearer; a class that has had numbers on both sides is settled for good. A photo that stands in two classes is one
 * photo here too; where its moves collide, learning comes first.
 *
 * @param hashes The SHA-256 of each photo's file, 64 hexadecimal digits.
 * @param labels The class of each photo.
 * @returns For each photo, whether it is held out.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`
 */
export function splitByHash(hashes: readonly string[], labels: Labels, options: SplitOptions): boolean[] {
  const { classes, fraction, seed = 0 } = options;
  if (!(fraction >= 0 && fraction < 1)) throw invalidArgument('fraction', 'a number from 0 to below 1', fraction);
  const own = expectLabels(labels, hashes.length, classes);
  const placeOf = new Map(hashes.map((hash) => [hash, placeOfHash(hash, seed)]));
  const heldOut = new Set([...placeOf].flatMap(([hash, place]) => (place < fraction ? [hash] : [])));
  if (fraction > 0) {
    const photosOf = Array.from({ length: classes }, () => new Set<string>());
    for (const [photo, hash] of hashes.entries()) photosOf[own[photo] ?? 0]?.add(hash);
    const sorted = photosOf.map((photos) => [...photos].toSorted((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0)));
    for (const photos of sorted) {
      const [smallest] = photos;
      if (smallest !== undefined && photos.length > 1 && !photos.some((hash) => heldOut.has(hash))) heldOut.add(smallest);
    }
    for (const photos of sorted) {
      const largest = photos.at(-1);
      if (largest !== undefined && photos.every((hash) => heldOut.has(hash))) heldOut.delete(largest);
    }
  }
  return hashes.map((hash) => heldOut.has(hash));
}

/**
 * The number of a photo, uniform in [0, 1): the first 64 bits of its hash, stirred with the seed.
 *
 * A SHA-256 is random enough already; the stirring (the finalizer of A. Appleby's MurmurHash3) makes the numbers of
 * different seeds independent.
 *
 * @throws `INVALID_ARGUMENT` when the hash is not 64 hexadecimal digits.
 */
export function placeOfHash(hash: string, seed: number): number {
  if (!/^[0-9a-f]{64}$/i.test(hash))
    throw new GraftError(
      'INVALID_ARGUMENT',
      `Expected each hash to be 64 hexadecimal digits. Received ${JSON.stringify(hash.slice(0, 80))}.`,
      { hint: "Give the SHA-256 of each photo's file." },
    );
  const high = stir(Number.parseInt(hash.slice(0, 8), 16) ^ stir(seed ^ 0x9e3779b9));
  const low = stir(Number.parseInt(hash.slice(8, 16), 16) ^ high);
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}

function stir(bits: number): number {
  let z = bits ^ (bits >>> 16);
  z = Math.imul(z, 0x85ebca6b);
  z ^= z >>> 13;
  z = Math.imul(z, 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
