import type { Dataset } from '../../datasets/dataset.ts';
import type { LabelledPhotos } from '../engine/labelled-photos.ts';
import { mainMedium } from '../project/medium.ts';

/**
 * The photos of a run as a dataset: the very same, in the same order. The folder opened anew could hold others by now, and names what a table
 * in it says otherwise.
 *
 * @param root The project's folder.
 */
export function datasetOf({ classes, photos }: LabelledPhotos, root: string): Dataset {
  return {
    root,
    classes: classes.map(({ name }) => name),
    items: photos.map(({ entry, label }) => ({ path: entry.path, label, side: undefined })),
    skipped: [],
    ...(mainMedium(photos.map(({ entry }) => entry.path)) === 'sounds' ? { medium: 'sounds' } : {}),
  };
}
