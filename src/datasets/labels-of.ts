import type { DatasetItem } from './dataset.ts';

/** All labels of a picture: one, unless the dataset was opened for several. */
export function labelsOf({ label, labels }: DatasetItem): readonly number[] {
  return labels ?? [label];
}
