import { realpath } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { type Medium, wordsOf } from '../medium.ts';
import { readFailure } from '../storage/file-failure.ts';
import type { Dataset, DatasetItem, SkippedFile } from './dataset.ts';
import { findPhotos } from './find-photos.ts';
import { isSoundName } from './sound-names.ts';

/**
 * Lists the pictures of a folder, at any depth, as of one class without a name: pictures of anything at all.
 *
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`; `DATASET_EMPTY` when there is no picture; the signal's reason.
 */
export async function openPictures(folder: string, signal?: AbortSignal, medium: Medium = 'photos'): Promise<Dataset> {
  signal?.throwIfAborted();
  const realRoot = await realpath(folder).catch((cause: unknown) => {
    throw readFailure(cause, folder);
  });
  const items: DatasetItem[] = [];
  const skipped: SkippedFile[] = [];
  for await (const { path, skip } of findPhotos(folder, { realRoot, signal, sounds: medium === 'sounds' })) {
    if (skip === undefined && isSoundName(path) === (medium === 'sounds')) items.push({ path, label: 0, side: undefined });
    else skipped.push({ path, reason: skip ?? `it is none of the ${wordsOf(medium).files}` });
  }
  if (items.length === 0) {
    throw new GraftError('DATASET_EMPTY', `The folder ${folder} holds no ${wordsOf(medium).files}.`, {
      file: folder,
      hint: `Give a folder with ${wordsOf(medium).files} in it, at any depth.`,
    });
  }
  items.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { root: folder, classes: [''], items, skipped, ...(medium === 'sounds' ? { medium } : {}) };
}
