import { readFile, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArchiveLimits } from '../archives/archive-limits.ts';
import { type UnpackEvent, unpackArchive } from '../archives/unpack-archive.ts';
import type { PassedOver } from '../archives/unpacking.ts';
import type { DownloadEvent } from '../downloads/download-event.ts';
import { acquireLock, tryLock } from '../storage/lock.ts';
import { sha256File } from '../storage/sha256-file.ts';
import { writeFolderAtomically } from '../storage/write-folder-atomically.ts';
import { drain } from '../tasks/drain.ts';
import { reportWhile } from '../tasks/report-while.ts';

/** Hidden, so that nothing takes it for data; written last, so that it is there only in a folder that is whole. */
export const unpackedMarker = '.graft-unpacked.json';

/** Counted up whenever an archive would be unpacked otherwise than before. */
const rules = 1;

/** What is written down about an unpacked archive. */
interface UnpackedNote {
  readonly rules: number;
  readonly name: string;
  readonly passedOver: readonly PassedOver[];
}

/** Where an archive was unpacked to. */
export interface KeptArchive {
  readonly folder: string;
  readonly passedOver: readonly PassedOver[];
}

/** Where archives are kept. */
export interface KeepArchiveOptions {
  /** The cache's place for datasets. */
  readonly datasets: string;
  readonly limits?: Partial<ArchiveLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks an archive into the cache, under the SHA-256 of its content; one that is there already costs hashing it.
 *
 * It is there whole or not at all. Where several processes want it at once, one unpacks and the others wait.
 *
 * @throws `ARCHIVE_INVALID`, `ARCHIVE_LIMIT`, `LOCKED`, `DISK_FULL`, `WRITE_FAILED`, `FILE_NOT_FOUND`, `FILE_UNREADABLE`
 */
export async function* keepArchive(
  file: string,
  { datasets, limits, signal }: KeepArchiveOptions,
): AsyncGenerator<UnpackEvent | DownloadEvent, KeptArchive, void> {
  const { sha256 } = await sha256File(file, { signal });
  const folder = join(datasets, 'archives', sha256);
  const kept = await readNote(folder);
  if (kept !== undefined) return { folder, passedOver: kept.passedOver };

  const lockFile = `${folder}.lock`;
  const free = await tryLock(lockFile);
  if (free === undefined) yield { type: 'waiting', file: basename(file) };
  await using _lock = free ?? (await acquireLock(lockFile, { signal }));
  const keptMeanwhile = await readNote(folder);
  if (keptMeanwhile !== undefined) return { folder, passedOver: keptMeanwhile.passedOver };

  let latest: UnpackEvent | undefined;
  const work = (stopped: AbortSignal): Promise<KeptArchive> =>
    writeFolderAtomically(
      folder,
      async (temporary) => {
        const events = unpackArchive(file, temporary, { limits, signal: stopped });
        const { passedOver } = await drain(events, (event) => {
          latest = event;
        });
        const note: UnpackedNote = { rules, name: basename(file), passedOver };
        await writeFile(join(temporary, unpackedMarker), `${JSON.stringify(note)}\n`);
        return { folder, passedOver };
      },
      { marker: unpackedMarker, signal: stopped },
    );
  return yield* reportWhile(work, () => latest, { signal });
}

/** The note of an archive that was unpacked by the rules of today; also marks it as used just now. */
async function readNote(folder: string): Promise<UnpackedNote | undefined> {
  const marker = join(folder, unpackedMarker);
  try {
    const note: unknown = JSON.parse(await readFile(marker, 'utf8'));
    if (typeof note !== 'object' || note === null || !('rules' in note) || note.rules !== rules) return undefined;
    const now = new Date();
    await utimes(marker, now, now);
    return note as UnpackedNote; // of these rules, so written by this code
  } catch {
    return undefined; // not there, or damaged: then it is unpacked (again)
  }
}
