/** Labelled pictures, by path: what a folder of photos is once it has been looked through. Nothing is decoded yet. */
export interface Dataset {
  /** The folder it was opened from, as the caller named it. */
  readonly root: string;
  /** The class names, in Unicode's NFC, sorted by code unit: the same list on every machine. */
  readonly classes: readonly string[];
  /** The pictures, sorted by path by code unit. */
  readonly items: readonly DatasetItem[];
  /** Files that were passed over, and why: nothing of the user's is left out in silence. */
  readonly skipped: readonly SkippedFile[];
}

/** One labelled picture. */
export interface DatasetItem {
  readonly path: string;
  /** Its place in {@link Dataset.classes}. */
  readonly label: number;
  /** Where the user's own folders say what it is for; undefined where there are none such. */
  readonly side: DatasetSide | undefined;
}

/** What a picture is for: to learn from, to choose by, or to measure with at the very end. */
export type DatasetSide = 'train' | 'validation' | 'test';

/** A file that takes no part. */
export interface SkippedFile {
  readonly path: string;
  /** A phrase or a sentence for people. */
  readonly reason: string;
}
