/** Photos that are one picture: their places in the list, and how that is known. */
export interface DuplicateGroup {
  readonly photos: readonly number[];
  /** The same bytes, or the same picture in other bytes. */
  readonly kind: 'exact' | 'near';
}

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
  const merged = mergeGroups(groups);
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
function mergeGroups(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  const groupOf = new Map<number, { photos: Set<number>; kind: DuplicateGroup['kind'] }>();
  for (const { photos, kind } of groups) {
    const touched = new Set(photos.flatMap((photo) => groupOf.get(photo) ?? []));
    const all = { photos: new Set(photos), kind };
    for (const old of touched) {
      for (const photo of old.photos) all.photos.add(photo);
      if (old.kind === 'near') all.kind = 'near';
    }
    for (const photo of all.photos) groupOf.set(photo, all);
  }
  return [...new Set(groupOf.values())]
    .map(({ photos, kind }) => ({ photos: [...photos].sort((a, b) => a - b), kind }))
    .filter(({ photos }) => photos.length > 1)
    .sort((a, b) => (a.photos[0] ?? 0) - (b.photos[0] ?? 0));
}
