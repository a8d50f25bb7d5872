/**
 * Looks through the similarities of some photos to all others for the nearest: of all, and of the photo's own class.
 *
 * @param similarities rows x n: row r is photo `first + r`.
 * @param labels The class of each of the n photos.
 * @param near For each of the n photos, `count` similarities in descending order; filled for these rows.
 * @param which Whose similarities they are, -1 where there are too few photos.
 * @param nearOwn The same within the photo's class; whose they are is not kept.
 */
export function nearestInto(
  similarities: Float32Array,
  first: number,
  labels: Int32Array,
  count: number,
  near: Float32Array,
  which: Int32Array,
  nearOwn: Float32Array,
): void {
  const n = labels.length;
  const rows = similarities.length / n;
  for (let row = 0; row < rows; row++) {
    const photo = first + row;
    const label = labels[photo]!;
    const start = photo * count;
    const last = start + count - 1;
    for (let other = 0; other < n; other++) {
      if (other === photo) continue;
      const similarity = similarities[row * n + other]!;
      if (similarity > near[last]!) {
        let at = last;
        for (; at > start && near[at - 1]! < similarity; at--) {
          near[at] = near[at - 1]!;
          which[at] = which[at - 1]!;
        }
        near[at] = similarity;
        which[at] = other;
      }
      if (labels[other]! === label && similarity > nearOwn[last]!) {
        let at = last;
        for (; at > start && nearOwn[at - 1]! < similarity; at--) nearOwn[at] = nearOwn[at - 1]!;
        nearOwn[at] = similarity;
      }
    }
  }
}

/** Scales each row to length 1; a row of zeros stays. */
export function normalizeRows(data: Float32Array, columns: number): void {
  for (let start = 0; start < data.length; start += columns) {
    let squares = 0;
    for (let i = start; i < start + columns; i++) squares += data[i]! * data[i]!;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = start; i < start + columns; i++) data[i]! *= scale;
  }
}
