import { placeOfHash } from '../evaluation/split-by-hash.ts';

/** A photo that may be chosen. */
export interface RankedPhoto {
  readonly hash: string;
  readonly label: number;
}

/**
 * Puts photos in an order of which every beginning is a fair sample: one photo of each class, then a second of each, and so on.
 *
 * Within a class, the seed and the photo's content decide. So the first k of each class are among the first k + 1, whatever their
 * files are called, and what is compared over k differs by photos added alone. Of copies the first counts.
 *
 * @returns Places in `photos`, each with its rank within its class, from 0.
 */
export function rankPhotos(photos: readonly RankedPhoto[], seed: number): { readonly place: number; readonly rank: number }[] {
  const seen = new Set<string>();
  const ranks = new Map<number, number>();
  return photos
    .map(({ hash, label }, place) => ({ hash, label, place, draw: placeOfHash(hash, seed) }))
    .toSorted((a, b) => a.draw - b.draw || (a.hash < b.hash ? -1 : 1))
    .flatMap(({ hash, label, place }) => {
      if (seen.has(hash)) return [];
      seen.add(hash);
      const rank = ranks.get(label) ?? 0;
      ranks.set(label, rank + 1);
      return [{ place, rank, label }];
    })
    .toSorted((a, b) => a.rank - b.rank || a.label - b.label)
    .map(({ place, rank }) => ({ place, rank }));
}
