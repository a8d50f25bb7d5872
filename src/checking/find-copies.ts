import type { DuplicateGroup } from '../audit/find-duplicates.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { type CompareDatasetEvent, compareDataset } from './compare-dataset.ts';
import type { GatherOptions } from './gather-photos.ts';

/**
 * Finds the copies in a dataset as a check does, near ones too: turned, scaled, cropped a little, saved anew.
 *
 * @returns (by the generator) groups of photos, as places in the dataset's items.
 * @throws `DATASET_EMPTY` when no photo can be read; as `checkDataset`
 */
export async function* findCopiesEvents(
  dataset: Dataset,
  options: GatherOptions = {},
): AsyncGenerator<CompareDatasetEvent, readonly DuplicateGroup[], void> {
  await using multiplier = new NodeMatrixMultiplier();
  const { comparison } = yield* compareDataset(dataset, options, multiplier);
  const { photos, duplicates } = comparison;
  return duplicates.groups.map(({ kind, photos: group }) => ({ kind, photos: group.flatMap((photo) => photos[photo]?.row ?? []) }));
}
