/** sum += product, in 64 bits. */
export function addProduct(sum: Float64Array, product: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += product[i]!;
}

/** out = product + constant of its row; as many rows as there are constants. */
export function addRowConstants(product: Float32Array, constants: Float64Array, out: Float64Array): void {
  const columns = product.length / constants.length;
  for (let row = 0, i = 0; row < constants.length; row++) {
    const constant = constants[row]!;
    for (const end = i + columns; i < end; i++) out[i] = product[i]! + constant;
  }
}
