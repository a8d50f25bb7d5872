/**
 * The beginning of a subset that a budget pays for; at least `classes` photos, where nothing can be trained on fewer than one of each.
 *
 * @param subset Such that its first `classes` photos are one of each.
 * @param seconds For all of it.
 * @param perPhoto What a photo costs, in seconds.
 */
export function affordablePhotos(subset: readonly number[], classes: number, seconds: number, perPhoto: number): readonly number[] {
  const paid = perPhoto > 0 ? Math.floor(seconds / perPhoto) : subset.length;
  return subset.slice(0, Math.max(classes, paid));
}
