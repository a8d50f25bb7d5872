import { joinBytes } from '../tensor/join-bytes.ts';
/** A file to be packed. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** The checksum of zip and PNG: CRC-32, reflected, polynomial 0x04C11DB7. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** 1 January 1980, the first date that a zip can say: a file is the same whenever it is made. */
const date = (1 << 5) | 1;
/** Zip 2.0; names are in UTF-8 (bit 11). */
const [zipVersion, flags] = [20, 1 << 11];

/**
 * Appends files to other bytes as an uncompressed zip: programs that read the bytes from the front see what was there, zip
 * readers see the files. TensorFlow Lite's metadata wants its associated files so, and stored, since they are mapped.
 *
 * It is written here because places are counted from the front of the whole, which zip libraries do not do, and the time
 * of day is left out.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16
 */
export function appendStoredZip(bytes: Uint8Array, entries: readonly ZipEntry[]): Uint8Array {
  const parts = [bytes];
  const directory: Uint8Array[] = [];
  let at = bytes.length;
  for (const { name, content } of entries) {
    const encoded = new TextEncoder().encode(name);
    const shared = [[2, zipVersion], [2, flags], [2, 0], [2, 0], [2, date], [4, crc32(content)], [4, content.length], [4, content.length]] as const; // biome-ignore format: one record
    const local = record([[4, 0x04034b50], ...shared, [2, encoded.length], [2, 0]]);
    // 30 and 46 bytes: no extra field, no comment, first disk, no attributes.
    const central = [[2, encoded.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, at]] as const; // biome-ignore format: one record
    directory.push(record([[4, 0x02014b50], [2, zipVersion], ...shared, ...central]), encoded);
    parts.push(local, encoded, content);
    at += local.length + encoded.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, size],
    [4, at],
    [2, 0],
  ]);
  return joinBytes([...parts, ...directory, end]);
}

/** Little-endian whole numbers of 2 or 4 bytes, one after another. */
function record(fields: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}
