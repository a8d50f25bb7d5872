import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256File } from '../storage/sha256-file.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { sourceAddress } from './source-address.ts';

/** A file that can be fetched, and by what it is known to be the right one. */
export interface RemoteFile {
  /** `npm:name@version/path`, `hf:owner/name@commit/path`, `https://…`, `file:…` or a path. */
  readonly source: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
  /** Of an npm source: the tarball's integrity and size. */
  readonly package?: { readonly integrity: string; readonly bytes: number } | undefined;
}

/** The state of a fetched file on the disk. */
export type FileState = 'present' | 'missing' | 'damaged';

/** What is written down once a file's hash was checked, so that it need not be at every start. */
interface Verification {
  readonly sha256: string;
  readonly bytes: number;
  /** When the file was last changed, as the file system told at the check: a file changed since is checked again. */
  readonly modifiedMs: number;
}

/** Where a fetched file stands: a folder a content, so that two things of one name never meet. */
export function placeOf(file: RemoteFile, downloads: string): string {
  const address = sourceAddress(file.source);
  if (address.scheme === 'file') return address.path;
  const path = address.scheme === 'https' ? new URL(address.url).pathname : address.path;
  const name = (path.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '');
  return join(downloads, file.sha256, name === '' ? 'file' : name);
}

/**
 * Tells whether a file stands at a path and is the one that it should be.
 *
 * A file whose hash was once checked and that has not changed since (its length and date say so) is believed; any
 * other is hashed, and a success written down beside it.
 *
 * @param options.full Hash it in any case.
 * @throws FILE_UNREADABLE
 */
export async function fileState(
  path: string,
  file: RemoteFile,
  options: { readonly full?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<FileState> {
  const { full = false, signal } = options;
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return 'missing';
  if (!info.isFile() || info.size !== file.bytes) return 'damaged';
  if (!full) {
    const known = await readVerification(path);
    if (known?.sha256 === file.sha256 && known.bytes === info.size && known.modifiedMs === info.mtimeMs) return 'present';
  }
  const { sha256 } = await sha256File(path, { signal });
  if (sha256 !== file.sha256) return 'damaged';
  // Where the cache may only be read, the check is made again next time.
  await rememberVerification(path, { sha256, bytes: info.size, modifiedMs: info.mtimeMs }).catch(() => {});
  return 'present';
}

/** The note beside a file that says that it was checked. */
export function verificationFile(path: string): string {
  return `${path}.verified.json`;
}

async function rememberVerification(path: string, verification: Verification): Promise<void> {
  await writeFileAtomically(verificationFile(path), `${JSON.stringify(verification)}\n`);
}

async function readVerification(path: string): Promise<Verification | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(verificationFile(path), 'utf8'));
    if (typeof note !== 'object' || note === null) return undefined;
    const { sha256, bytes, modifiedMs } = note as Record<string, unknown>; // an object's fields, each checked below
    if (typeof sha256 !== 'string' || typeof bytes !== 'number' || typeof modifiedMs !== 'number') return undefined;
    return { sha256, bytes, modifiedMs };
  } catch {
    return undefined; // none, or damaged: then the file is hashed
  }
}
