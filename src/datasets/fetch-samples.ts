import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DownloadEvent } from '../downloads/download-event.ts';
import type { FetchOptions } from '../downloads/fetch-verified.ts';
import { unpackNpmPackage } from '../downloads/npm.ts';
import { GraftError } from '../errors.ts';
import { cacheFolder, cachePlaces } from '../storage/cache-folder.ts';
import { acquireLock, tryLock } from '../storage/lock.ts';
import { writeFolderAtomically } from '../storage/write-folder-atomically.ts';
import { findSamples } from './sample-catalogue.ts';
import type { SamplePackage, SampleRecord } from './sample-record.ts';

/** Hidden, so that nothing takes it for data; there only in a folder that is complete. */
const marker = '.graft-samples.json';

/** No file of a sample dataset is nearly so large. */
const maxFileBytes = 20 * 2 ** 20;

/**
 * Fetches a sample dataset into the cache as a folder per class (below `train` and `test` where it has a test part), and returns that folder; one that is there already
 * costs a look.
 *
 * Of files that are the same byte for byte, the first by name is kept: a repeated one in the test set would only
 * measure memory.
 *
 * @param samples A name of the catalogue, or a record of one's own.
 * @throws UNKNOWN_SAMPLES, DOWNLOAD_FAILED, CHECKSUM_MISMATCH, LOCKED, DISK_FULL, WRITE_FAILED
 */
export async function* fetchSamples(
  samples: string | SampleRecord,
  options: FetchOptions = {},
): AsyncGenerator<DownloadEvent, string, void> {
  const record = typeof samples === 'string' ? findSamples(samples) : samples;
  const { signal } = options;
  const { samples: place } = cachePlaces(options.cacheFolder ?? cacheFolder(options.environment));
  const folder = join(place, record.name);
  if (await isComplete(folder, record)) return folder;

  const lockFile = join(place, `${record.name}.lock`);
  const free = await tryLock(lockFile);
  if (free === undefined) yield { type: 'waiting', file: record.name };
  await using _lock = free ?? (await acquireLock(lockFile, { signal }));
  if (await isComplete(folder, record)) return folder; // whoever held the lock has fetched it

  // The files are unpacked beside their final place, and then laid out and swapped in as one.
  const unpacked = join(place, `.${record.name}.unpacked`);
  try {
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked, { recursive: true });
    const found: SampleFile[] = [];
    for (const [at, each] of record.packages.entries()) {
      const entries = yield* unpackNpmPackage(
        each,
        (path, bytes) => {
          const wanted = placeOf(path, each, record) !== undefined && bytes <= maxFileBytes;
          return wanted ? join(unpacked, `${at}-${basename(path)}`) : undefined; // the pattern admits no path but a plain name
        },
        options,
      );
      found.push(...entries.map(({ path, target }) => ({ path, target, place: placeOf(path, each, record) ?? '' })));
    }
    await writeFolderAtomically(folder, (temporary) => layOut(found, temporary, record), { marker, signal });
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  return folder;
}

/** A file that was unpacked. */
interface SampleFile {
  /** In its package. */
  readonly path: string;
  /** Where it lies now. */
  readonly target: string;
  /** The folder that it is to go into. */
  readonly place: string;
}

async function layOut(files: readonly SampleFile[], folder: string, record: SampleRecord): Promise<void> {
  const seen = new Set<string>();
  for (const { path, target, place } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const content = createHash('sha256')
      .update(await readFile(target))
      .digest('hex');
    if (seen.has(content)) continue;
    seen.add(content);
    await mkdir(join(folder, place), { recursive: true });
    await rename(target, join(folder, place, basename(path)));
  }
  if (seen.size !== record.items) {
    throw new GraftError(
      'CHECKSUM_MISMATCH',
      `The sample dataset ${record.name} was expected to have ${record.items} files. Received ${seen.size}.`,
      {
        hint: 'Check which registry npm is configured to use.',
      },
    );
  }
  await writeFile(join(folder, marker), `${JSON.stringify(noteOf(record), null, 2)}\n`);
}

/** The folder that a file of a package goes into: its class, below its side where there are sides; undefined where it is not wanted. */
function placeOf(path: string, from: SamplePackage, { files, classes, heldOut }: SampleRecord): string | undefined {
  const match = files.exec(path);
  const name = match === null ? undefined : (from.class ?? classes[match[1] ?? '']);
  if (name === undefined || heldOut === undefined) return name;
  return join(heldOut.test(path) ? 'test' : 'train', name);
}

function noteOf({ name, packages, items, licence, citation }: SampleRecord): object {
  return { name, packages: packages.map(({ spec, integrity }) => ({ spec, integrity })), items, licence, citation };
}

async function isComplete(folder: string, record: SampleRecord): Promise<boolean> {
  const note = await readFile(join(folder, marker), 'utf8').catch(() => undefined);
  return note !== undefined && note === `${JSON.stringify(noteOf(record), null, 2)}\n`;
}
