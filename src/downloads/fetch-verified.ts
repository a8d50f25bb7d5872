import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GraftError } from '../errors.ts';
import { cacheFolder, cachePlaces, type Environment } from '../storage/cache-folder.ts';
import { writeFailure } from '../storage/file-failure.ts';
import { acquireLock, tryLock } from '../storage/lock.ts';
import { sha256 } from '../storage/sha256.ts';
import { syncFile, syncFolder } from '../storage/sync-to-disk.ts';
import type { DownloadEvent } from './download-event.ts';
import { fetchFrom } from './fetch-from.ts';
import { localFile } from './file.ts';
import { type SourceAddress, sourceAddress } from './source-address.ts';
import { type FileState, fileState, placeOf, type RemoteFile, verificationFile } from './verified-file.ts';

/** Circumstances of a fetch. */
export interface FetchOptions {
  /** The cache folder. @default cacheFolder() */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Environment variables, for npm's configuration. @default process.env */
  readonly environment?: Environment | undefined;
}

/** A file on its way: what is wanted, where it will stand, where it is written until it is checked. */
interface Fetch {
  readonly file: RemoteFile;
  readonly address: SourceAddress;
  readonly path: string;
  readonly partial: string;
}

/**
 * Fetches a file into the cache, checks its hash, and returns its path; one that is there already costs a look.
 *
 * It appears at its path whole and checked, or not at all. Where several processes want it at once, one fetches and
 * the others wait. A file of the user's own (`file:` or a path) is checked and used where it is.
 *
 * @throws DOWNLOAD_FAILED, CHECKSUM_MISMATCH, LOCKED, DISK_FULL, WRITE_FAILED, FILE_NOT_FOUND
 */
export async function* fetchVerified(file: RemoteFile, options: FetchOptions = {}): AsyncGenerator<DownloadEvent, string, void> {
  const paths = yield* fetchAllVerified([file], options);
  return paths[0] ?? '';
}

/**
 * Like {@link fetchVerified} for several files; those of one npm package come out of one tarball, fetched once.
 *
 * @returns The paths, in the order of the files.
 */
export async function* fetchAllVerified(
  files: readonly RemoteFile[],
  options: FetchOptions = {},
): AsyncGenerator<DownloadEvent, string[], void> {
  const { signal } = options;
  const { downloads } = cachePlaces(options.cacheFolder ?? cacheFolder(options.environment));
  const groups = new Map<string, Fetch[]>();
  const paths: string[] = [];
  for (const file of files) {
    const address = sourceAddress(file.source);
    const path = placeOf(file, downloads);
    paths.push(path);
    if (address.scheme === 'file') {
      await expectLocal(file, path, signal);
      continue;
    }
    const origin = address.scheme === 'npm' ? address.package : address.scheme === 'https' ? address.url : file.source;
    const key = sha256(origin).slice(0, 16); // the origin is in the name, since two may offer the same content
    const fetch: Fetch = { file, address, path, partial: join(dirname(path), `.${basename(path)}.${key}.partial`) };
    groups.set(key, [...(groups.get(key) ?? []), fetch]);
  }
  for (const [key, group] of groups) {
    if ((await missing(group, signal)).length > 0) yield* fetchGroup(join(downloads, `${key}.lock`), group, options);
  }
  return paths;
}

async function* fetchGroup(lockFile: string, group: readonly Fetch[], options: FetchOptions): AsyncGenerator<DownloadEvent, void, void> {
  const { signal } = options;
  const free = await tryLock(lockFile);
  if (free === undefined) yield { type: 'waiting', file: group.map((fetch) => basename(fetch.path)).join(', ') };
  await using _lock = free ?? (await acquireLock(lockFile, { signal }));
  const wanted = await missing(group, signal); // whoever held the lock may have fetched them
  if (wanted.length === 0) return;
  try {
    for (const { path } of wanted) await mkdir(dirname(path), { recursive: true });
    // A transfer that was gone on with may be stitched from two versions of a file, if the server misjudged; then
    // it is fetched once more, from the start.
    const resumed = await anyExists(wanted);
    try {
      yield* fetchOnce(wanted, options);
    } catch (cause) {
      if (!resumed || !(cause instanceof GraftError) || cause.code !== 'CHECKSUM_MISMATCH') throw cause;
      yield* fetchOnce(wanted, options);
    }
  } catch (cause) {
    for (const { path } of wanted) await rmdir(dirname(path)).catch(() => {}); // where nothing came that is worth keeping
    throw explain(writeFailure(cause, dirname(wanted[0]?.path ?? lockFile)), wanted);
  }
}

async function* fetchOnce(wanted: readonly Fetch[], options: FetchOptions): AsyncGenerator<DownloadEvent, void, void> {
  const { signal } = options;
  // What HTTP brought can be gone on with later; a package is unpacked from its beginning.
  let drop = wanted.some(({ address }) => address.scheme !== 'https');
  try {
    yield* fetchFrom(
      wanted.map(({ file, address, partial }) => ({ ...file, address, target: partial })),
      options,
    );
    for (const { file, path, partial } of wanted) {
      await syncFile(partial);
      if ((await fileState(partial, file, { full: true, signal })) !== 'present') throw mismatch(file, path);
    }
    drop = false;
  } catch (cause) {
    if (cause instanceof GraftError && cause.code === 'CHECKSUM_MISMATCH') drop = true;
    throw cause;
  } finally {
    if (drop) await dropPartials(wanted);
  }
  for (const { path, partial } of wanted) {
    await rename(partial, path);
    await rename(verificationFile(partial), verificationFile(path));
    await syncFolder(dirname(path));
  }
}

async function missing(group: readonly Fetch[], signal: AbortSignal | undefined): Promise<Fetch[]> {
  const states: FileState[] = [];
  for (const { path, file } of group) states.push(await fileState(path, file, { signal }));
  return group.filter((_, i) => states[i] !== 'present');
}

async function anyExists(wanted: readonly Fetch[]): Promise<boolean> {
  for (const { partial } of wanted) if ((await stat(partial).catch(() => undefined)) !== undefined) return true;
  return false;
}

async function dropPartials(wanted: readonly Fetch[]): Promise<void> {
  for (const { partial } of wanted) {
    for (const file of [partial, `${partial}.json`, verificationFile(partial)]) await rm(file, { force: true });
  }
}

async function expectLocal(file: RemoteFile, path: string, signal: AbortSignal | undefined): Promise<void> {
  const found = await localFile(path, { signal });
  if (found.sha256 !== file.sha256) throw mismatch(file, path);
}

function mismatch(file: RemoteFile, path: string): GraftError {
  return new GraftError(
    'CHECKSUM_MISMATCH',
    `${basename(path)} from ${file.source} is not the file that was expected: its SHA-256 is not ${file.sha256}.`,
    {
      hint: 'Try again; if it happens again, something on the way (a proxy, a mirror) changes it.',
      file: path,
    },
  );
}

/** Adds to a failed download what helps without a network. */
function explain(cause: unknown, wanted: readonly Fetch[]): unknown {
  if (!(cause instanceof GraftError) || cause.code !== 'DOWNLOAD_FAILED') return cause;
  const places = wanted.map((fetch) => fetch.path).join(' and ');
  const offline = `For use without a network, run \`graft backbones pull\` once while there is one, or copy ${places} over from a machine that has ${wanted.length === 1 ? 'it' : 'them'}.`;
  return new GraftError('DOWNLOAD_FAILED', cause.message, {
    hint: cause.hint === undefined ? offline : `${cause.hint} ${offline}`,
    cause: cause.cause,
  });
}
