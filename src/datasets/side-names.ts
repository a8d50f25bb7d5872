import type { DatasetSide } from './dataset.ts';

/** Names of folders, in lower case, that say what the photos in them are for. */
export const sideFolderNames: Readonly<Record<string, DatasetSide>> = {
  train: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
};

/** What cells of a table say of the same: a column for it leaves no doubt, so more spellings are understood. */
export const sideCellNames: Readonly<Record<string, DatasetSide>> = {
  ...sideFolderNames,
  training: 'train',
  dev: 'validation',
  testing: 'test',
};
