import { storePageBytes } from './open-store.ts';

/** What the store notes about a vector beside the vector: small, so that a scan of all notes is quick. */
export interface UseNote {
  /** The hour in which it was last used, counted from 1970: coarse, so that most reads write nothing. */
  readonly hour: number;
  /** What it takes in the store. */
  readonly bytes: number;
}

/** The hour that a time, in milliseconds since 1970, lies in. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / 3_600_000);
}

/** Packs a note into 8 bytes. */
export function packUse(note: UseNote): Buffer {
  const packed = Buffer.allocUnsafe(8);
  packed.writeUInt32LE(note.hour, 0);
  packed.writeUInt32LE(note.bytes, 4);
  return packed;
}

/** Unpacks what {@link packUse} packed; undefined for anything else. */
export function unpackUse(packed: Uint8Array | undefined): UseNote | undefined {
  if (packed?.length !== 8) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, 8);
  return { hour: view.getUint32(0, true), bytes: view.getUint32(4, true) };
}

/** What a vector of so many bytes takes in the store: whole pages, with 24 bytes of page header before it, and its keys. */
export function storedBytes(vectorBytes: number): number {
  const keysAndNotes = 160;
  // LMDB keeps values in the tree's own pages only where two of them fit into one.
  if (vectorBytes < storePageBytes / 2 - 100) return vectorBytes + keysAndNotes;
  return Math.ceil((vectorBytes + 24) / storePageBytes) * storePageBytes + keysAndNotes;
}
