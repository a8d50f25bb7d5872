import type { Medium } from '../medium.ts';
/** Labelled pictures, by path: what a folder, an archive or a table of photos is once opened. Nothing is decoded yet. */
export interface Dataset {
  /** What it was opened from, as the caller named it: a folder, an archive, a table. */
  readonly root: string;
  /** The class names, in Unicode's NFC, sorted by code unit: the same list on every machine. */
  readonly classes: readonly string[];
  /** The pictures, sorted by path by code unit. */
  readonly items: readonly DatasetItem[];
  /** What the files are; a dataset is of one kind. @default 'photos' */
  readonly medium?: Medium;
  /** Files that were passed over, and why: nothing of the user's is left out in silence. */
  readonly skipped: readonly SkippedFile[];
}

/** One labelled picture. */
export interface DatasetItem {
  /** The file that is read. */
  readonly path: string;
  /** What the user knows it as, where that is not `path`: an address, or a path that leads into an archive. */
  readonly source?: string;
  /** Its place in {@link Dataset.classes}; of several labels the first. */
  readonly label: number;
  /** All its labels, where the dataset was opened with `multiLabel`. */
  readonly labels?: readonly number[];
  /** Where the user's own folders or table say what it is for; undefined where there are none such. */
  readonly side: DatasetSide | undefined;
  /** Where it lies in a store rather than on a disk of this machine, `path` being its address. */
  readonly stored?: StoredPhoto;
}

/** What a store tells of a picture that is not read yet. */
export interface StoredPhoto {
  /** Changes when the content does. */
  readonly tag: string;
  readonly bytes: number;
}

/** What a picture is for: to learn from, to choose by, or to measure with at the very end. */
export type DatasetSide = 'train' | 'validation' | 'test';

/** A file that takes no part. */
export interface SkippedFile {
  readonly path: string;
  /** A phrase or a sentence for people. */
  readonly reason: string;
}

/** A picture with its labels by name, as the reader of one form of dataset finds it. */
export interface LabelledPhoto {
  readonly path: string;
  readonly source?: string;
  /** One or more, in Unicode's NFC. */
  readonly labels: readonly string[];
  readonly side: DatasetSide | undefined;
  readonly stored?: StoredPhoto;
}

/** What the reader of one form of dataset finds. */
export interface FoundPhotos {
  readonly photos: readonly LabelledPhoto[];
  readonly skipped: readonly SkippedFile[];
  /** Names of classes that are there even without a picture, as those of folders are. */
  readonly classes?: readonly string[];
}
