import { chooseDistinct } from '../audit/choose-distinct.ts';
import type { DuplicateGroup } from '../audit/find-duplicates.ts';
import type { Dataset, DatasetItem } from './dataset.ts';
import { type HashPhotosEvent, hashPhotos } from './hash-photos.ts';
import { labelsOf } from './labels-of.ts';

/** Which of two copies is kept: one to measure on rather than one to learn from. */
function rankOf({ side }: DatasetItem): number {
  return side === 'test' ? 0 : side === 'validation' ? 1 : 2;
}

/** How to find duplicates. */
export interface DedupeDatasetOptions {
  /** Further groups beside the exact ones, such as near duplicates: places in the dataset's items. @default none */
  readonly groups?: readonly DuplicateGroup[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A dataset without its duplicates. */
export interface DedupedDataset {
  /** One photo of each picture; none of those in {@link DedupedDataset.conflicts}. */
  readonly dataset: Dataset;
  /** Photos that were left out, each with the one that was kept. */
  readonly removed: readonly { readonly item: DatasetItem; readonly sameAs: DatasetItem; readonly kind: 'exact' | 'near' }[];
  /** The same picture with different labels: one of them is wrong. */
  readonly conflicts: readonly { readonly items: readonly DatasetItem[]; readonly kind: 'exact' | 'near' }[];
}

/**
 * Leaves out photos that are there twice: the same bytes, and what else the caller knows to be the same picture.
 *
 * Of each group the first by path is kept, or the first that is for testing, where there is one: what a model is measured
 * on must not lie among what it learns from. Nothing is done to the files.
 *
 * @throws the signal's reason
 */
export async function* dedupeDataset(
  dataset: Dataset,
  options: DedupeDatasetOptions = {},
): AsyncGenerator<HashPhotosEvent, DedupedDataset, void> {
  const { groups = [], signal } = options;
  const { items } = dataset;
  const hashed = yield* hashPhotos(
    items.map((item) => item.path),
    { signal },
  );
  const withHash = new Map<string, number[]>();
  for (const [place, each] of hashed.entries()) {
    if ('error' in each) continue;
    const same = withHash.get(each.sha256);
    if (same === undefined) withHash.set(each.sha256, [place]);
    else same.push(place);
  }
  const exact = [...withHash.values()].filter((photos) => photos.length > 1).map((photos) => ({ photos, kind: 'exact' as const }));
  const labels = items.map((item) => [...labelsOf(item)].sort((a, b) => a - b).join(' '));
  const { kept, removed, conflicts } = chooseDistinct(labels, [...exact, ...groups], items.map(rankOf));
  const unreadable = hashed.flatMap((each, place) => ('error' in each ? [{ place, reason: each.error.message }] : []));
  const lost = new Set(unreadable.map(({ place }) => place));
  const pick = (places: readonly number[]): DatasetItem[] => places.flatMap((place) => items[place] ?? []);
  return {
    dataset: {
      ...dataset,
      items: pick(kept.filter((place) => !lost.has(place))),
      skipped: [...dataset.skipped, ...unreadable.map(({ place, reason }) => ({ path: items[place]?.path ?? '', reason }))],
    },
    removed: removed.flatMap(({ photo, sameAs, kind }) => {
      const [item, kept] = [items[photo], items[sameAs]];
      return item === undefined || kept === undefined ? [] : [{ item, sameAs: kept, kind }];
    }),
    conflicts: conflicts.map(({ photos, kind }) => ({ items: pick(photos), kind })),
  };
}
