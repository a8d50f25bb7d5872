/** mixed row i = λᵢ · row i + (1 - λᵢ) · row partners[i]. */
export function mixRows(rows: Float32Array, partners: Uint32Array, shares: Float64Array, width: number, mixed: Float32Array): void {
  for (let i = 0; i < partners.length; i++) {
    const own = shares[i]!;
    const other = 1 - own;
    const [from, partner] = [i * width, partners[i]! * width];
    for (let j = 0; j < width; j++) mixed[from + j] = own * rows[from + j]! + other * rows[partner + j]!;
  }
}
