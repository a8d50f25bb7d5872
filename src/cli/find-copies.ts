import type { Dataset } from 'graft-ml';
import { follow } from './follow.ts';
import type { Progress } from './progress.ts';

/** Photos that are copies of one another: places in a dataset's items. */
interface Copies {
  readonly kind: 'exact' | 'near';
  readonly photos: readonly number[];
}

/** Finds the copies in a dataset as `graft check` does, near ones too: turned, scaled, cropped a little, saved anew. */
export async function findCopies(dataset: Dataset, progress: Progress, signal: AbortSignal): Promise<Copies[]> {
  const { checkDatasetEvents } = await import('graft-ml');
  const { duplicates } = await follow(checkDatasetEvents({ data: dataset, signal }), progress);
  const placeOf = new Map(dataset.items.map(({ path }, place) => [path, place]));
  return duplicates.map(({ kind, files }) => ({ kind, photos: files.flatMap((file) => placeOf.get(file) ?? []) }));
}
