import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GraftError } from '../errors.ts';
import { writeFailure } from '../storage/file-failure.ts';
import { reportWhile } from '../tasks/report-while.ts';
import { archiveKind } from './archive-kind.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './archive-limits.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';
import { type PassedOver, Unpacking } from './unpacking.ts';

/** What happens while an archive is unpacked. */
export interface UnpackEvent {
  readonly type: 'unpack';
  /** The archive's name, without folders. */
  readonly file: string;
  /** How much of the archive is done, in its own bytes. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What came out of an archive. */
export interface Unpacked {
  readonly files: number;
  readonly bytes: number;
  /** What was not unpacked: links, devices, what is too large for a picture. */
  readonly passedOver: readonly PassedOver[];
}

/** How to unpack. */
export interface UnpackArchiveOptions {
  /** Limits that differ from {@link defaultArchiveLimits}. */
  readonly limits?: Partial<ArchiveLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks a zip, tar or gzipped tar file, whichever its bytes say it is, into an empty folder, within limits.
 *
 * What is written is to be believed only once this has returned: an archive is known to be whole at its end.
 *
 * @throws `ARCHIVE_INVALID`, `ARCHIVE_LIMIT`, `DISK_FULL`, `WRITE_FAILED`, `FILE_NOT_FOUND`, `FILE_UNREADABLE`; the signal's reason
 */
export async function* unpackArchive(
  file: string,
  folder: string,
  options: UnpackArchiveOptions = {},
): AsyncGenerator<UnpackEvent, Unpacked, void> {
  const { signal, limits } = options;
  signal?.throwIfAborted();
  const kind = await archiveKind(file);
  if (kind === undefined || kind === 'unsupported') throw notUnpacked(file);
  const archiveBytes = (await stat(file)).size;
  const unpacking = new Unpacking({ archive: file, archiveBytes, folder, limits: { ...defaultArchiveLimits, ...limits } });
  let bytes = 0;
  const onProgress = (done: number): void => {
    bytes = done;
  };
  const work = (stopped: AbortSignal): Promise<void> => {
    const settings = { unpacking, archiveBytes, onProgress, signal: stopped };
    return kind === 'zip' ? unpackZip(file, settings) : unpackTar(file, { ...settings, gzip: kind === 'tar.gz' });
  };
  try {
    yield* reportWhile(work, () => ({ type: 'unpack' as const, file: basename(file), bytes, totalBytes: archiveBytes }), { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw writeFailure(cause, folder);
  }
  return { files: unpacking.files, bytes: unpacking.bytes, passedOver: unpacking.passedOver };
}

function notUnpacked(file: string): GraftError {
  return new GraftError('ARCHIVE_INVALID', `Graft cannot unpack ${file}: it is no zip, tar or tar.gz file.`, {
    file,
    hint: 'Unpack it yourself, and give the folder.',
  });
}
