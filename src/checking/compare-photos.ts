import { type Duplicates, duplicateKeys, findDuplicates } from '../audit/find-duplicates.ts';
import { findNeighbours, type Neighbours } from '../audit/find-neighbours.ts';
import type { Cut } from '../backbones/backbone.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Photo } from './readable-photos.ts';

/** What a comparison of all photos with one another told. */
export interface Comparison {
  readonly photos: readonly Photo[];
  readonly labels: Int32Array;
  readonly duplicates: Duplicates;
  readonly neighbours: Neighbours;
  /** What copies of a photo have in common, photo by photo: the least content hash among them. */
  readonly keys: readonly string[];
}

/**
 * Compares photos with one another, so that copies can be kept together.
 *
 * @param features A row for each photo: the cuts side by side.
 * @param options.duplicates Which are copies, where that is known: what they are labelled changes nothing of it. @default found
 */
export async function comparePhotos(
  photos: readonly Photo[],
  features: Matrix,
  cuts: readonly Cut[],
  options: {
    readonly multiplier: MatrixMultiplier;
    readonly duplicates?: Duplicates | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Comparison> {
  const labels = Int32Array.from(photos, ({ label }) => label);
  const hashes = photos.map(({ hash }) => hash);
  const neighbours = await findNeighbours(features, labels, { ...options, blocks: cuts.map((cut) => cut.width) });
  const evidence = { hashes, looks: photos.map(({ look }) => look), neighbours };
  const duplicates = options.duplicates ?? (await findDuplicates(evidence, options));
  return { photos, labels, duplicates, neighbours, keys: duplicateKeys(hashes, duplicates) };
}
