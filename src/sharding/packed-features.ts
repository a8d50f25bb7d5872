import { type FileHandle, open, rm } from 'node:fs/promises';
import { platform } from 'node:process';
import type { PhotoPass } from '../heads/photo-pass.ts';
import { writeFailure } from '../storage/file-failure.ts';
import { fromFloat16, toFloat16 } from '../tensor/float16.kernel.ts';
import { matrix } from '../tensor/matrix.ts';
import { unpackBytes, unpackHalves } from './unpack-rows.kernel.ts';

/** What a photo may be for. */
export const packedSides = ['train', 'choose', 'validation'] as const;

/** What a photo is for: to learn from, to choose the strength and temperature by, to measure with. */
export type PackedSide = (typeof packedSides)[number];

/** How numbers are packed: halves (IEEE 754), or bytes of a column's own scale. */
export type Packing =
  | { readonly kind: 'float16' }
  /** x = offset + step · byte, column by column. */
  | { readonly kind: 'uint8'; readonly offset: Float32Array; readonly step: Float32Array };

/** The bytes of floats that are in memory at a time. */
const batchBytes = 16 * 2 ** 20;

/**
 * Features in a file of this process, to be read again and again from beginning to end: a row a photo. The file is gone when it is let go of.
 */
export class PackedFeatures implements AsyncDisposable {
  readonly columns: number;
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #packing: Packing;
  /** A group is of one side, so that a pass reads nothing of the others; its labels stand before its numbers. */
  readonly #groups: { readonly side: PackedSide; readonly rows: number; readonly at: number }[] = [];
  #photos = 0;
  #bytes = 0;

  private constructor(file: string, handle: FileHandle, columns: number, packing: Packing) {
    this.#file = file;
    this.#handle = handle;
    this.columns = columns;
    this.#packing = packing;
  }

  /** Begins a file where nothing stands. @throws `DISK_FULL`, `WRITE_FAILED` */
  static async create(file: string, columns: number, packing: Packing = { kind: 'float16' }): Promise<PackedFeatures> {
    try {
      const handle = await open(file, 'wx+');
      // Without a name the system gives its room back whenever this process ends, however it does. Windows cannot.
      if (platform !== 'win32') await rm(file, { force: true });
      return new PackedFeatures(file, handle, columns, packing);
    } catch (cause) {
      throw writeFailure(cause, file);
    }
  }

  get #rowBytes(): number {
    return this.columns * (this.#packing.kind === 'float16' ? 2 : 1);
  }

  /** Photos so far. */
  get photos(): number {
    return this.#photos;
  }

  /** Adds photos as halves. @param data Raw features, a row a photo. @throws `DISK_FULL`, `WRITE_FAILED` */
  async add(data: Float32Array, labels: readonly number[] | Int32Array, sides: readonly PackedSide[]): Promise<void> {
    const halves = toFloat16(data);
    await this.addPacked(new Uint8Array(halves.buffer), labels, sides);
  }

  /** Adds photos whose numbers are packed already. @throws `DISK_FULL`, `WRITE_FAILED` */
  async addPacked(bytes: Uint8Array, labels: readonly number[] | Int32Array, sides: readonly PackedSide[]): Promise<void> {
    for (const side of packedSides) {
      const rows = sides.flatMap((each, row) => (each === side ? [row] : []));
      if (rows.length === 0) continue;
      const own = rows.length === sides.length ? bytes : takeByteRows(bytes, this.#rowBytes, rows);
      const tags = Int32Array.from(rows, (row) => labels[row] ?? 0);
      try {
        for (const part of [new Uint8Array(tags.buffer), own]) await this.#handle.writeFile(part);
      } catch (cause) {
        throw writeFailure(cause, this.#file);
      }
      this.#groups.push({ side, rows: rows.length, at: this.#bytes });
      this.#bytes += tags.byteLength + own.length;
    }
    this.#photos += sides.length;
  }

  /** A pass over the photos of a side: the next group is read while one is worked on. */
  pass(side: PackedSide): PhotoPass {
    const unpack = this.#unpacker();
    return () => this.#walk(side, unpack);
  }

  async *#walk(side: PackedSide, unpack: (bytes: Uint8Array, out: Float32Array) => void): ReturnType<PhotoPass> & AsyncGenerator {
    const { columns } = this;
    const groups = this.#groups.filter((group) => group.side === side);
    const largest = groups.reduce((most, { rows }) => Math.max(most, rows), 0);
    const rooms = [0, 1].map(() => new Uint8Array(largest * (4 + this.#rowBytes)));
    const floats = new Float32Array(largest * columns);
    const fetch = async (index: number): Promise<Uint8Array | undefined> => {
      const group = groups[index];
      if (group === undefined) return undefined;
      const bytes = (rooms[index % 2] ?? new Uint8Array()).subarray(0, group.rows * (4 + this.#rowBytes));
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, group.at + done);
        if (bytesRead === 0) throw new Error(`${this.#file} has been cut short`); // it is this process's own
        done += bytesRead;
      }
      return bytes;
    };
    let ahead = fetch(0);
    for (let index = 0; ; index++) {
      const bytes = await ahead;
      if (bytes === undefined) return;
      ahead = fetch(index + 1);
      ahead.catch(() => {}); // told when its turn comes
      const rows = bytes.length / (4 + this.#rowBytes);
      unpack(bytes.subarray(4 * rows), floats.subarray(0, rows * columns));
      yield { features: matrix(rows, columns, floats.subarray(0, rows * columns)), labels: new Int32Array(bytes.buffer, 0, rows) };
    }
  }

  #unpacker(): (bytes: Uint8Array, out: Float32Array) => void {
    const packing = this.#packing;
    if (packing.kind === 'uint8') return (bytes, out) => unpackBytes(bytes, this.columns, packing.offset, packing.step, out);
    const table = fromFloat16(Uint16Array.from({ length: 65_536 }, (_, half) => half));
    return (bytes, out) => unpackHalves(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2), table, out);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.#file, { force: true });
  }
}

function takeByteRows(bytes: Uint8Array, rowBytes: number, rows: readonly number[]): Uint8Array {
  const taken = new Uint8Array(rows.length * rowBytes);
  for (const [at, row] of rows.entries()) taken.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), at * rowBytes);
  return taken;
}

/** How many rows to add at a time, so that a pass has no more than its share of memory at once. */
export function rowsAtOnce(columns: number): number {
  return Math.max(1, Math.floor(batchBytes / (4 * columns)));
}
