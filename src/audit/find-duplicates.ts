import type { Cancellation } from '../tensor/cancellation.ts';
import { correlationAt } from './align-thumbnails.kernel.ts';
import { alignThumbnails } from './align-thumbnails.ts';
import { closeHashPairs } from './close-hashes.kernel.ts';
import { DisjointSets } from './disjoint-sets.ts';
import type { Neighbours } from './find-neighbours.ts';
import { joinRecordings } from './join-recordings.ts';
import { isBlank, isSoundLook } from './judge-look.ts';
import { type Look, thumbnailSide } from './look.ts';
import { orientations, perceptualHashes } from './perceptual-hash.ts';
import { softenThumbnail } from './soften-thumbnail.kernel.ts';
import { turnThumbnail } from './turn-thumbnail.ts';

/** Photos that are copies of one another. */
export interface DuplicateGroup {
  /**
   * `exact`: the files are the same, byte for byte. `near`: the pictures are, after turning, scaling, cropping or saving anew; the recordings are, in
   * another form, at another rate, louder or softer, begun a little later.
   */
  readonly kind: 'exact' | 'near';
  /** Their rows, ascending. */
  readonly photos: readonly number[];
}

/** What was found. */
export interface Duplicates {
  /** Exact ones first. A file that is there twice and has a near copy as well is in a group of each kind. */
  readonly groups: readonly DuplicateGroup[];
  /**
   * Photos that hang together by near copies and are too many to be copies: a fixed camera, say, sees the same picture every
   * time. They are not in `groups`, and may stand on both sides of a split.
   */
  readonly series: readonly (readonly number[])[];
}

/** What is known of the photos, row by row. */
export interface DuplicateEvidence {
  /** SHA-256 of each file. */
  readonly hashes: readonly string[];
  readonly looks: readonly Look[];
  /** By features: finds crops, which a perceptual hash does not. Without it, only the hashes are asked. */
  readonly neighbours?: Neighbours | undefined;
}

/** Measured (docs/decisions/0009): copies that were turned, mirrored, scaled or saved anew differ in at most 8 of 63 bits. */
const hashRadius = 10;

/** And correlate with 0.995 and more; different photos of one scene with up to 0.970. */
const sameLook = 0.98;

/** Crops have features whose cosine is at least this, */
const alikeFeatures = 0.6;

/** and, laid over their originals, correlate with 0.991 and more; different things in the same place with up to 0.990. */
const sameAligned = 0.9905;

/** Of a photo's nearest neighbours, so many are laid over it: a copy is among them, and copies of copies hang together. */
const mostCrops = 4;

/** Of photos with equal hashes, so many are compared: of a fixed camera's, enough to hang together. */
const mostCandidates = 256;

/** Photos whose hashes are compared before the signal is asked. */
const rowsAtOnce = 256;

/** More photos than this, and than a tenth of all, are no copies but a series. */
const largestGroup = 12;

/**
 * Finds copies among photos.
 *
 * Exact ones by their content's hash. Near ones by two ways, each a quick look that proposes pairs and a close one that
 * decides: perceptual hashes in all eight orientations, then the correlation of the thumbnails; and the features' nearest
 * neighbours, then the correlation of the thumbnails laid over each other, which finds crops. Pairs are joined to groups.
 *
 * Blank photos all look alike and are left out of the near ones. Recordings are compared by their fingerprints ({@link joinRecordings}).
 *
 * Cost: n² comparisons of hashes (20,000 photos: some seconds), 2 ms for each pair that the features propose.
 */
export async function findDuplicates(
  evidence: DuplicateEvidence,
  options: { readonly signal?: Cancellation | undefined } = {},
): Promise<Duplicates> {
  const { hashes, looks, neighbours } = evidence;
  const thumbnails = looks.map((look) => softenThumbnail(look.thumbnail, thumbnailSide));
  // Spectrograms of one word look alike, and are no copies of each other: recordings are told by their fingerprints.
  const plain = looks.map((look) => isBlank(look) || isSoundLook(look));
  const exact = new DisjointSets(hashes.length);
  const near = new DisjointSets(hashes.length);
  const firstWith = new Map<string, number>();
  for (const [photo, hash] of hashes.entries()) {
    const first = firstWith.get(hash);
    if (first === undefined) firstWith.set(hash, photo);
    else {
      exact.join(first, photo);
      near.join(first, photo);
    }
  }
  // One photo stands for all that have its content.
  const different = [...firstWith.values()].filter((photo) => !plain[photo]);
  const turned = new Int32Array(different.length * 2 * orientations);
  for (const [at, photo] of different.entries())
    turned.set(perceptualHashes(looks[photo]?.thumbnail ?? new Uint8Array()), at * 2 * orientations);
  for (let from = 0; from < different.length; from += rowsAtOnce) {
    options.signal?.throwIfAborted();
    const to = Math.min(different.length, from + rowsAtOnce);
    const pairs = closeHashPairs(turned, orientations, hashRadius, mostCandidates, from, to);
    for (let pair = 0; pair < pairs.length; pair += 3) {
      const [one, other] = [different[pairs[pair] ?? 0] ?? 0, different[pairs[pair + 1] ?? 0] ?? 0];
      if (near.find(one) === near.find(other)) continue;
      if (correlation(thumbnails[one], thumbnails[other], pairs[pair + 2] ?? 0) >= sameLook) near.join(one, other);
    }
  }
  const fingerprints = looks.map((look, photo) =>
    isBlank(look) || firstWith.get(hashes[photo] ?? '') !== photo ? undefined : look.sound?.fingerprint,
  );
  joinRecordings(near, fingerprints, { neighbours, signal: options.signal });
  if (neighbours !== undefined) joinCrops(near, neighbours, thumbnails, plain, options.signal);
  return split(exact, near, hashes);
}

function correlation(one: Uint8Array = new Uint8Array(), other: Uint8Array = new Uint8Array(), orientation: number): number {
  return correlationAt(one, turnThumbnail(other, orientation), thumbnailSide, 1, 1, 0, 0, 0, 0);
}

/** Joins photos whose features are close and whose thumbnails fit, as they are or mirrored. */
function joinCrops(
  near: DisjointSets,
  { count, similarities, photos }: Neighbours,
  thumbnails: readonly Uint8Array[],
  plain: readonly boolean[],
  signal: Cancellation | undefined,
): void {
  for (const [photo, thumbnail] of thumbnails.entries()) {
    signal?.throwIfAborted();
    for (let at = photo * count; at < photo * count + mostCrops && (similarities[at] ?? 0) >= alikeFeatures; at++) {
      const other = photos[at] ?? photo;
      const otherThumbnail = thumbnails[other];
      if (otherThumbnail === undefined || plain[photo] || plain[other] || near.find(photo) === near.find(other)) continue;
      const mirrored = correlation(thumbnail, otherThumbnail, 1) > correlation(thumbnail, otherThumbnail, 0) ? 1 : 0;
      if (alignThumbnails(thumbnail, turnThumbnail(otherThumbnail, mirrored)) >= sameAligned) near.join(photo, other);
    }
  }
}

function split(exact: DisjointSets, near: DisjointSets, hashes: readonly string[]): Duplicates {
  const groups: DuplicateGroup[] = exact.groups().map((photos) => ({ kind: 'exact', photos }));
  const series: number[][] = [];
  for (const photos of near.groups()) {
    const contents = new Set(photos.map((photo) => hashes[photo])).size;
    if (contents === 1) continue;
    if (contents > largestGroup && contents > hashes.length / 10) series.push(photos);
    else groups.push({ kind: 'near', photos });
  }
  return { groups, series };
}

/**
 * Names each photo by the group of copies that it belongs to, for splits and folds that must keep copies together: the
 * least content hash in its group, its own where it is alone.
 */
export function duplicateKeys(hashes: readonly string[], { groups }: Duplicates): string[] {
  const keys = [...hashes];
  for (const { photos, kind } of groups) {
    if (kind !== 'near') continue; // exact copies have one hash
    const [least = ''] = photos.map((photo) => hashes[photo] ?? '').sort();
    for (const photo of photos) keys[photo] = least;
  }
  return keys;
}
