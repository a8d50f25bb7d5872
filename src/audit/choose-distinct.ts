import { DisjointSets } from './disjoint-sets.ts';
import type { DuplicateGroup } from './find-duplicates.ts';

/** What is kept of photos with duplicates among them; places in the list. */
export interface Distinct {
  readonly kept: readonly number[];
  /** Photos left out, each with the one that is kept in its place. */
  readonly removed: readonly { readonly photo: number; readonly sameAs: number; readonly kind: DuplicateGroup['kind'] }[];
  /** Groups that stand in more than one class: one of the labels is wrong, and which cannot be told. None of these is kept. */
  readonly conflicts: readonly DuplicateGroup[];
}

/**
 * Chooses one photo of each group of duplicates: the one of the least rank, of those the first in the list.
 *
 * Groups that share a photo are one. A group whose photos are labelled differently is a conflict, and left out whole.
 *
 * @param labels What each photo shows, as one comparable value.
 * @param ranks Which photos are rather kept: those of lower numbers. @default all alike
 */
export function chooseDistinct(
  labels: readonly (string | number)[],
  groups: readonly DuplicateGroup[],
  ranks: readonly number[] = [],
): Distinct {
  const merged = mergeGroups(groups, labels.length);
  const removed: Distinct['removed'][number][] = [];
  const conflicts: DuplicateGroup[] = [];
  const out = new Set<number>();
  for (const group of merged) {
    const [first, ...others] = group.photos.toSorted((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0)); // stable: then by place
    if (first === undefined) continue;
    if (new Set(group.photos.map((photo) => labels[photo])).size > 1) {
      conflicts.push(group);
      for (const photo of group.photos) out.add(photo);
      continue;
    }
    for (const photo of others) {
      removed.push({ photo, sameAs: first, kind: group.kind });
      out.add(photo);
    }
  }
  return { kept: labels.flatMap((_, photo) => (out.has(photo) ? [] : [photo])), removed, conflicts };
}

/** Groups without common photos, each sorted, in the order of their first photos; a merged group is `near` if any part is. */
function mergeGroups(groups: readonly DuplicateGroup[], count: number): DuplicateGroup[] {
  const sets = new DisjointSets(count);
  for (const { photos } of groups) for (const photo of photos) sets.join(photos[0] ?? photo, photo);
  const near = new Set(groups.flatMap(({ kind, photos: [first] }) => (kind === 'near' && first !== undefined ? [sets.find(first)] : [])));
  return sets.groups().map((photos) => ({ photos, kind: near.has(sets.find(photos[0] ?? 0)) ? 'near' : 'exact' }));
}
