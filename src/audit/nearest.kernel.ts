/** The squared length of each row. */
export function squaredLengths(data: Float32Array, columns: number): Float32Array {
  const squares = new Float32Array(data.length / columns);
  for (let row = 0; row < squares.length; row++) {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) sum += data[i]! * data[i]!;
    squares[row] = sum;
  }
  return squares;
}

/** Where {@link nearestInto} writes: `count` numbers for each photo. */
export interface NearestTables {
  readonly count: number;
  /** Cosines, descending. */
  readonly similarities: Float32Array;
  /** Whose they are. */
  readonly photos: Int32Array;
  /** Squared distances, ascending. */
  readonly distances: Float32Array;
  /** The same to photos of the own class. */
  readonly ownDistances: Float32Array;
}

/**
 * Looks through the inner products of some photos with all others for the nearest, by cosine and by distance.
 *
 * @param products rows x n: row r is photo `first + r`.
 * @param squares The squared length of each of the n photos' features.
 * @param labels The class of each of the n photos.
 */
export function nearestInto(products: Float32Array, first: number, squares: Float32Array, labels: Int32Array, tables: NearestTables): void {
  const { count, similarities, photos, distances, ownDistances } = tables;
  const n = labels.length;
  const rows = products.length / n;
  for (let row = 0; row < rows; row++) {
    const photo = first + row;
    const label = labels[photo]!;
    const square = squares[photo]!;
    const start = photo * count;
    const last = start + count - 1;
    for (let other = 0; other < n; other++) {
      if (other === photo) continue;
      const product = products[row * n + other]!;
      const similarity = product / Math.sqrt(square * squares[other]! || 1);
      if (similarity > similarities[last]!) {
        let at = last;
        for (; at > start && similarities[at - 1]! < similarity; at--) {
          similarities[at] = similarities[at - 1]!;
          photos[at] = photos[at - 1]!;
        }
        similarities[at] = similarity;
        photos[at] = other;
      }
      const distance = square + squares[other]! - 2 * product;
      if (distance < distances[last]!) insertAscending(distances, start, last, distance);
      if (labels[other]! === label && distance < ownDistances[last]!) insertAscending(ownDistances, start, last, distance);
    }
  }
}

function insertAscending(values: Float32Array, start: number, last: number, value: number): void {
  let at = last;
  for (; at > start && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
  values[at] = value;
}
