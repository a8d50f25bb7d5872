import type { AuditedPhoto } from '../audit/audit-photos.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import type { ExtractedFeatures } from '../features/extract-features.ts';
import { wordsOf } from '../medium.ts';
import { type Matrix, takeRows } from '../tensor/matrix.ts';

/** A photo whose features are there. */
export interface Photo extends AuditedPhoto {
  /** Its row in the extracted features. */
  readonly row: number;
  /** SHA-256 of its file. */
  readonly hash: string;
  /** What the user knows it as, where that is not its file: an address, a path that leads into an archive. */
  readonly source: string | undefined;
}

/**
 * The photos that could be read.
 *
 * @param items What the features were extracted of, row by row; with looks.
 */
export function readablePhotos(items: Dataset['items'], { hashes, looks }: ExtractedFeatures): readonly Photo[] {
  return items.flatMap(({ path, source, label, side }, row): Photo[] => {
    const [hash, look] = [hashes[row], looks[row]];
    return hash === undefined || look === undefined ? [] : [{ row, file: path, source, label, side, hash, look }];
  });
}

/** The features of the photos that could be read, a row each; no copy where that is all of them. */
export function readableFeatures(photos: readonly Photo[], { features }: ExtractedFeatures): Matrix {
  return photos.length === features.rows
    ? features
    : takeRows(
        features,
        photos.map(({ row }) => row),
      );
}

/** @throws `DATASET_EMPTY` when a class has no photo that could be read. */
export function expectEveryClass(photos: readonly Photo[], { classes, root, medium }: Dataset): void {
  const { file, files } = wordsOf(medium);
  for (const [label, name] of classes.entries()) {
    if (photos.some((photo) => photo.label === label)) continue;
    throw new GraftError('DATASET_EMPTY', `The class "${name}" has no ${file} that can be read.`, {
      file: root,
      hint: `The list of skipped files says what is wrong with each; add readable ${files}, or remove the class.`,
    });
  }
}
