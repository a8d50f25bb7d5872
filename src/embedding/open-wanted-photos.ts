import type { Dataset } from '../datasets/dataset.ts';
import type { DatasetEvent } from '../datasets/open-dataset.ts';
import { type OpenPhotosOptions, openPhotosEvents } from '../datasets/open-photos.ts';
import { GraftError } from '../errors.ts';
import type { Medium } from '../medium.ts';

/** What happens while photos are opened whose features are wanted; the last tells how many there are. */
export type WantedPhotosEvent =
  | DatasetEvent
  | { readonly type: 'dataset'; readonly medium: Medium; readonly images: number; readonly classes: readonly string[] };

/** Opens photos whose features are wanted, with labels or without, where that was not done before. @throws as `openPhotosEvents` */
export async function* openWantedPhotos(
  data: string | readonly string[] | Dataset,
  options: OpenPhotosOptions,
): AsyncGenerator<WantedPhotosEvent, Dataset, void> {
  const dataset = isDataset(data) ? data : yield* openPhotosEvents([data].flat(), options);
  yield { type: 'dataset', medium: dataset.medium ?? 'photos', images: dataset.items.length, classes: namedClasses(dataset) };
  return dataset;
}

const isDataset = (data: string | readonly string[] | Dataset): data is Dataset => typeof data === 'object' && 'items' in data;

/** A class without a name stands for none. */
export const namedClasses = ({ classes }: Pick<Dataset, 'classes'>): readonly string[] => classes.filter((name) => name !== '');

/** Of no photo are there features. */
export function nothingReadable({ root }: Pick<Dataset, 'root'>): GraftError {
  return new GraftError('DATASET_EMPTY', 'None of the pictures can be read.', {
    file: root,
    hint: 'The list of skipped files says what is wrong with each.',
  });
}
