import { ByteBuffer } from 'flatbuffers';
import { GraftError } from '../errors.ts';

const decoder = new TextDecoder();

/**
 * How often the bytes of a file may be read in vectors, on average. Writers share a vector now and then; a file in which a
 * thousand tables share one of a million numbers is made to fill the memory.
 */
const timesRead = 4;

/** How many bytes of vectors may still be read: one for all tables of a file. */
interface Budget {
  left: number;
}

/**
 * A table of a FlatBuffer, read by field number, every access checked against the file's bounds.
 *
 * The `flatbuffers` package reads what its generated code tells it to and does not look at bounds; a file from a
 * stranger can point anywhere. Here each offset and each length is checked before it is believed, a vector can never
 * claim more elements than the file has bytes for, and all vectors together not more than a few times that.
 *
 * @see https://flatbuffers.dev/internals/
 */
export class FlatTable {
  readonly #buffer: ByteBuffer;
  readonly #at: number;
  readonly #budget: Budget;

  private constructor(buffer: ByteBuffer, at: number, budget: Budget) {
    this.#buffer = buffer;
    this.#at = at;
    this.#budget = budget;
    check(buffer, at, 4);
    const vtable = at - buffer.readInt32(at);
    check(buffer, vtable, 4);
    check(buffer, vtable, buffer.readUint16(vtable));
  }

  /** The root table of a file, after checking the file identifier. @throws `FORMAT_INVALID` */
  static root(bytes: Uint8Array, identifier: string): FlatTable {
    const buffer = new ByteBuffer(bytes);
    check(buffer, 0, 8);
    const found = String.fromCharCode(...bytes.subarray(4, 8));
    if (found !== identifier) {
      throw new GraftError(
        'FORMAT_INVALID',
        `Expected a FlatBuffer file of the kind "${identifier}". Received one of the kind ${JSON.stringify(found)}.`,
      );
    }
    return new FlatTable(buffer, buffer.readUint32(0), { left: timesRead * bytes.length });
  }

  /** A signed 8-bit field; the default where the file leaves it out. */
  int8(field: number, otherwise = 0): number {
    const at = this.#field(field, 1);
    return at === undefined ? otherwise : this.#buffer.readInt8(at);
  }

  /** A 32-bit field; the default where the file leaves it out. */
  int32(field: number, otherwise = 0): number {
    const at = this.#field(field, 4);
    return at === undefined ? otherwise : this.#buffer.readInt32(at);
  }

  /** A 32-bit float field; the default where the file leaves it out. */
  float32(field: number, otherwise = 0): number {
    const at = this.#field(field, 4);
    return at === undefined ? otherwise : this.#buffer.readFloat32(at);
  }

  /** A text field; empty where the file leaves it out. */
  text(field: number): string {
    const bytes = this.bytes(field);
    return bytes === undefined ? '' : decoder.decode(bytes);
  }

  /** A vector of bytes, as a view of the file. */
  bytes(field: number): Uint8Array | undefined {
    const vector = this.#vector(field, 1);
    return vector && this.#buffer.bytes().subarray(vector.start, vector.start + vector.length);
  }

  /** A vector of 32-bit integers. */
  int32s(field: number): number[] | undefined {
    return this.#scalars(field, 4, (at) => this.#buffer.readInt32(at));
  }

  /** A vector of 64-bit integers. */
  int64s(field: number): bigint[] | undefined {
    return this.#scalars(field, 8, (at) => this.#buffer.readInt64(at));
  }

  /** A vector of 32-bit floats. */
  float32s(field: number): number[] | undefined {
    return this.#scalars(field, 4, (at) => this.#buffer.readFloat32(at));
  }

  /** A table within this one. */
  table(field: number): FlatTable | undefined {
    const at = this.#field(field, 4);
    return at === undefined ? undefined : this.#tableAt(at);
  }

  /** A vector of tables. */
  tables(field: number): FlatTable[] {
    const vector = this.#vector(field, 4);
    return vector === undefined ? [] : Array.from({ length: vector.length }, (_, i) => this.#tableAt(vector.start + 4 * i));
  }

  #tableAt(reference: number): FlatTable {
    return new FlatTable(this.#buffer, reference + this.#buffer.readUint32(reference), this.#budget);
  }

  #field(field: number, size: number): number | undefined {
    const offset = this.#buffer.__offset(this.#at, 4 + 2 * field);
    if (offset === 0) return undefined;
    check(this.#buffer, this.#at + offset, size);
    return this.#at + offset;
  }

  #vector(field: number, elementSize: number): { start: number; length: number } | undefined {
    const at = this.#field(field, 4);
    if (at === undefined) return undefined;
    const vector = at + this.#buffer.readUint32(at);
    check(this.#buffer, vector, 4);
    const length = this.#buffer.readUint32(vector);
    check(this.#buffer, vector + 4, length * elementSize);
    this.#budget.left -= length * elementSize;
    if (this.#budget.left < 0) {
      throw new GraftError(
        'FORMAT_LIMIT',
        `The file names the same bytes again and again: more than ${timesRead} times its ${this.#buffer.capacity()} bytes.`,
        {
          hint: 'The file is damaged or made to do harm.',
        },
      );
    }
    return { start: vector + 4, length };
  }

  #scalars<T>(field: number, size: number, read: (at: number) => T): T[] | undefined {
    const vector = this.#vector(field, size);
    return vector && Array.from({ length: vector.length }, (_, i) => read(vector.start + size * i));
  }
}

function check(buffer: ByteBuffer, at: number, size: number): void {
  if (at >= 0 && at + size <= buffer.capacity()) return;
  throw new GraftError('FORMAT_INVALID', `The file is damaged: it points at bytes ${at} to ${at + size} of ${buffer.capacity()}.`, {
    hint: 'Fetch the file again; if it still fails, it was broken where it came from.',
  });
}
