import { GraftError } from '../errors.ts';
import type { Medium } from '../medium.ts';
import type { Dataset } from './dataset.ts';

/** Refuses photos where sounds are wanted, and the other way round. @throws `DATASET_INVALID` */
export function expectMedium({ root, medium = 'photos' }: Pick<Dataset, 'root' | 'medium'>, wanted: Medium): void {
  if (medium === wanted) return;
  throw new GraftError('DATASET_INVALID', `Expected a dataset of ${wanted}. Received one of ${medium}: ${root}.`, {
    file: root,
    hint: `Give a folder of ${wanted}, or use a model that was trained on ${medium}: graft train ${medium === 'sounds' ? './recordings' : './photos'}.`,
  });
}
