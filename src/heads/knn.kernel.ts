/** Divides every row by its length; a row of zeros stays. */
export function normalizeRows(data: Float32Array, columns: number): void {
  for (let start = 0; start < data.length; start += columns) {
    let square = 0;
    for (let j = start; j < start + columns; j++) square += data[j]! * data[j]!;
    const factor = 1 / Math.max(Math.sqrt(square), 1e-12);
    for (let j = start; j < start + columns; j++) data[j]! *= factor;
  }
}

/** Writes the places of the largest numbers, largest first, of equals the first: as many as `out` has room for. */
export function nearestInto(values: Float32Array, out: Uint32Array): void {
  const count = out.length;
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (found === count && !(value > values[out[count - 1]!]!)) continue;
    let at = found < count ? found++ : count - 1;
    while (at > 0 && value > values[out[at - 1]!]!) {
      out[at] = out[at - 1]!;
      at--;
    }
    out[at] = i;
  }
}
