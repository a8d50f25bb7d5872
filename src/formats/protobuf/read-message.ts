import { BinaryReader, type WireType } from '@bufbuild/protobuf/wire';

/** What to do with each field of a message, by its number. */
export type FieldReaders = Readonly<Record<number, (reader: BinaryReader, wire: WireType) => void>>;

/** Walks over a message's fields; those without a reader are skipped, as protobuf wants. */
export function readMessage(bytes: Uint8Array, fields: FieldReaders): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(wire, field);
    else read(reader, wire);
  }
}

/** Reads a repeated number: one to a field, or many packed into one. */
export function readRepeated(reader: BinaryReader, wire: WireType, single: WireType, read: (reader: BinaryReader) => void): void {
  if (wire === single) return read(reader);
  const packed = new BinaryReader(reader.bytes());
  while (packed.pos < packed.len) read(packed);
}
