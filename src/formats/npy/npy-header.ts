/** Headers are padded to a multiple of this, so that the numbers after them are aligned. */
const alignment = 64;

/** Room that NumPy, too, leaves for the number of rows to grow: the digits of the largest there can be. */
const mostDigits = 21;

/**
 * The header of a NumPy file (.npy, format 1.0) of float32 numbers in C order, little-endian; they follow it, row after row.
 *
 * It is as long for any number of rows, so that it can be written over once they are counted, and the same to the byte
 * as NumPy's own.
 *
 * @param shape Rows, then columns.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(shape: readonly [rows: number, columns: number]): Uint8Array<ArrayBuffer> {
  const [rows, columns] = shape;
  const record = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const roomy = record.length + Math.max(0, mostDigits - String(rows).length);
  const prefix = 10; // magic, version, length
  const total = Math.ceil((prefix + roomy + 1) / alignment) * alignment;
  const header = new Uint8Array(total);
  header.set([0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0)), 1, 0]);
  new DataView(header.buffer).setUint16(8, total - prefix, true);
  header.set(new TextEncoder().encode(`${record.padEnd(total - prefix - 1)}\n`), prefix);
  return header;
}
