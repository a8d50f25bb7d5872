import { GraftError } from '../errors.ts';
import type { ArchiveLimits } from './archive-limits.ts';

/** Which archive and what to hold an entry's name to. */
export interface EntryPathOptions {
  /** The archive, for messages. */
  readonly archive: string;
  readonly limits: Pick<ArchiveLimits, 'depth' | 'pathBytes'>;
  /** Windows gives some names a meaning of their own. @default this machine's */
  readonly platform?: NodeJS.Platform | undefined;
}

/** Names that Windows takes for devices, whatever stands after the point. */
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Characters that no name on Windows has; a colon would open a stream of another file. */
const windowsRefuses = /[<>:"|?*]|[. ]$/;

/**
 * Takes an entry's name apart into the names of folders and file below the place where it is unpacked.
 *
 * Backslashes part names as slashes do (some programs on Windows write them so), wherever it is unpacked: the same
 * archive gives the same files on every machine.
 *
 * @returns One name or more, none of them empty, `.` or `..`; for a folder's entry those of the folder, none for the root.
 * @throws `ARCHIVE_INVALID` for names that lead out of the folder, absolute ones, and those that no file system takes;
 * `ARCHIVE_LIMIT` for those that are too long or too deep.
 */
export function entryPath(name: string, { archive, limits, platform = process.platform }: EntryPathOptions): string[] {
  const refuse = (why: string): GraftError =>
    new GraftError('ARCHIVE_INVALID', `The archive ${archive} was not unpacked: its entry ${JSON.stringify(name.slice(0, 200))} ${why}.`, {
      file: archive,
      hint: 'Somebody made it so on purpose, or a program by mistake: do not trust it; else unpack it yourself and give the folder.',
    });
  if (Buffer.byteLength(name) > limits.pathBytes) throw tooMuch(archive, `a path of more than ${limits.pathBytes} bytes`);
  const slashed = name.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[a-z]:/i.test(slashed)) throw refuse('has an absolute path');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x1f\x7f]/.test(name)) throw refuse('has a control character in its name');
  const names = slashed.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of names) {
    if (part === '..') throw refuse('leads out of the folder that it is unpacked into');
    if (Buffer.byteLength(part) > 255) throw refuse('has a name longer than file systems take');
    if (platform === 'win32' && (windowsDevice.test(part) || windowsRefuses.test(part)))
      throw refuse('has a name that Windows does not take');
  }
  if (names.length > limits.depth) throw tooMuch(archive, `more than ${limits.depth} folders inside one another`);
  return names;
}

/** The error for an archive that goes beyond one of its limits. */
export function tooMuch(archive: string, what: string): GraftError {
  return new GraftError('ARCHIVE_LIMIT', `The archive ${archive} was not unpacked: it has ${what}.`, {
    file: archive,
    hint: 'If you know where it is from and trust it, unpack it yourself and give the folder.',
  });
}
