import { invalidArgument } from '../errors.ts';
import { expectSets, type LabelSets } from '../tensor/label-sets.ts';
import { placeOfHash } from './split-by-hash.ts';

/**
 * Splits photos that may have several labels into those to learn from and those to hold out, by their content alone.
 *
 * As `splitByHash`: a photo's hash and the seed give it a number, below `fraction` it is held out, so that it keeps its side
 * as the set grows. Where all photos of a class would be held out, the one with the largest number is learned from.
 *
 * @param keys The SHA-256 of each photo's file, or of the photo that it is a copy of.
 * @param fraction The part to hold out, from 0 to below 1.
 * @param seed @default 0
 * @returns For each photo, whether it is held out.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`
 */
export function splitSetsByHash(keys: readonly string[], sets: LabelSets, fraction: number, seed = 0): boolean[] {
  if (!(fraction >= 0 && fraction < 1)) throw invalidArgument('fraction', 'a number from 0 to below 1', fraction);
  expectSets(sets, keys.length, sets.columns);
  const placeOf = new Map(keys.map((key) => [key, placeOfHash(key, seed)]));
  const heldOut = new Set([...placeOf].flatMap(([key, place]) => (place < fraction ? [key] : [])));
  for (let label = 0; label < sets.columns; label++) {
    const own = keys.filter((_, photo) => sets.data[photo * sets.columns + label] === 1);
    const largest = own.toSorted((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0)).at(-1);
    if (largest !== undefined && own.every((key) => heldOut.has(key))) heldOut.delete(largest);
  }
  return keys.map((key) => heldOut.has(key));
}
