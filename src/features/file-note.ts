import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { resolve } from 'node:path';

/** What tells a changed file from an unchanged one without reading it. */
export type FileStamp = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'ino'>;

/** A file's content hash, and the file it was found at. */
export interface HashedFile {
  readonly path: string;
  /** `stat(path, { bigint: true })`, taken before the file was read. */
  readonly stamp: FileStamp;
  /** When the stamp was taken, in milliseconds since 1970. */
  readonly stampedAtMs: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/**
 * A file changed within so short a time before its stamp was taken may change again without its stamp changing (the
 * clocks of file systems tick as slowly as every 2 s on FAT); git calls such an entry racily clean. It is not noted.
 */
const racyMs = 2000;

const packedBytes = 72;

/** The key of a path's note: paths may be longer than a key may be. */
export function fileNoteKey(path: string): Buffer {
  return createHash('sha256').update(resolve(path)).digest();
}

/** Whether a file had rested long enough when its stamp was taken, for the stamp to tell a later change. */
export function hadRested(file: HashedFile): boolean {
  const { mtimeNs, ctimeNs } = file.stamp;
  const changedMs = Math.max(Number(mtimeNs / 1_000_000n), Number(ctimeNs / 1_000_000n));
  return file.stampedAtMs - changedMs >= racyMs;
}

/** Packs a note: the hash, the stamp, and when it was taken. */
export function packFileNote(file: HashedFile): Buffer {
  const packed = Buffer.alloc(packedBytes);
  packed.write(file.sha256, 0, 'hex');
  packStamp(file.stamp).copy(packed, 32);
  packed.writeDoubleLE(file.stampedAtMs, 64);
  return packed;
}

/** The hash in a note, where the file's stamp is still the one that was noted. */
export function hashInNote(packed: Uint8Array | undefined, stamp: FileStamp): string | undefined {
  if (packed?.length !== packedBytes) return undefined;
  const note = Buffer.from(packed.buffer, packed.byteOffset, packedBytes);
  return note.subarray(32, 64).equals(packStamp(stamp)) ? note.toString('hex', 0, 32) : undefined;
}

/** When a note was made, in milliseconds since 1970. */
export function timeOfNote(packed: Uint8Array): number {
  return packed.length === packedBytes ? new DataView(packed.buffer, packed.byteOffset).getFloat64(64, true) : 0;
}

function packStamp(stamp: FileStamp): Buffer {
  const packed = Buffer.allocUnsafe(32);
  packed.writeBigUInt64LE(BigInt.asUintN(64, stamp.size), 0);
  packed.writeBigUInt64LE(BigInt.asUintN(64, stamp.mtimeNs), 8);
  packed.writeBigUInt64LE(BigInt.asUintN(64, stamp.ctimeNs), 16);
  packed.writeBigUInt64LE(BigInt.asUintN(64, stamp.ino), 24);
  return packed;
}
