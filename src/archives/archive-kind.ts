import { open } from 'node:fs/promises';
import { readFailure } from '../storage/file-failure.ts';

/** The formats that are unpacked, and those that are only known by name. */
export type ArchiveKind = 'zip' | 'tar' | 'tar.gz' | 'unsupported';

/** How much of a file's start is looked at: a block of tar. */
export const archiveHeadBytes = 512;

const unsupported: readonly (readonly number[])[] = [
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], // 7z
  [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], // RAR
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], // xz
  [0x42, 0x5a, 0x68], // bzip2
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
];

/**
 * Tells what kind of archive a file is by its first bytes; undefined where it is none.
 *
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`
 */
export async function archiveKind(file: string): Promise<ArchiveKind | undefined> {
  const head = Buffer.alloc(archiveHeadBytes);
  try {
    await using handle = await open(file);
    const { bytesRead } = await handle.read(head, 0, archiveHeadBytes, 0);
    return archiveKindOf(head.subarray(0, bytesRead));
  } catch (cause) {
    throw readFailure(cause, file);
  }
}

/** The same by a file's start: {@link archiveHeadBytes} bytes or more, or all of a shorter one. */
export function archiveKindOf(start: Buffer): ArchiveKind | undefined {
  const head = start.subarray(0, archiveHeadBytes);
  const signature = head.toString('latin1', 0, 4);
  if (signature === 'PK\x03\x04' || signature === 'PK\x05\x06' || signature === 'PK\x07\x08') return 'zip';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'tar.gz';
  if (unsupported.some((magic) => magic.every((byte, at) => head[at] === byte))) return 'unsupported';
  return isTarHeader(head) ? 'tar' : undefined;
}

/** A tar header holds the sum of its own bytes, the eight of the sum itself counted as spaces (POSIX 1003.1, pax). */
function isTarHeader(head: Buffer): boolean {
  if (head.length < archiveHeadBytes) return false;
  const claimed = Number.parseInt(head.toString('latin1', 148, 156).trim(), 8);
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return head[0] !== 0 && claimed === sum;
}
