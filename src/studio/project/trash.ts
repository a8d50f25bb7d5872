import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { lookAt } from '../../datasets/find-photos.ts';
import { isIgnored } from '../../datasets/ignored-names.ts';
import { GraftError } from '../../errors.ts';
import { readFailure } from '../../storage/file-failure.ts';
import { remove } from '../../storage/remove.ts';
import type { TrashBatch } from '../contract.ts';
import { placeFile } from './place-file.ts';

/** A file of a batch. */
export interface TrashedFile {
  /** Where it lies in the trash. */
  readonly path: string;
  /** The class that it was in. */
  readonly className: string;
  /** The folder within the class's. */
  readonly within: string;
  /** Whether it is one, or something else that lay among the photos. */
  readonly isPhoto: boolean;
}

/**
 * Removed photos: moved here, never deleted. A batch is a folder named for the moment; in it a folder for each class, so that a person finds
 * what was removed, and puts it back, without Studio as well.
 */
export class Trash {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A new batch's id. @param moment Milliseconds since 1970. */
  newBatch(moment: number): string {
    return `${new Date(moment).toISOString().slice(0, 19).replace(/[^\d]/g, '')}-${randomBytes(3).toString('hex')}`;
  }

  /** Moves a file into a batch. @param within The folder within the class's. @returns where it lies now */
  async take(batch: string, path: string, className: string, within = ''): Promise<string> {
    return await placeFile(path, join(this.#folder, batch, className, within));
  }

  /** What there is, the newest first. */
  async list(): Promise<TrashBatch[]> {
    const names = await readdir(this.#folder).catch((): string[] => []); // nothing was ever removed
    const batches: TrashBatch[] = [];
    for (const id of names
      .filter((name) => batchPattern.test(name))
      .toSorted()
      .toReversed()) {
      const classes = new Map<string, number>();
      for (const { className, isPhoto } of await this.files(id).catch(() => []))
        classes.set(className, (classes.get(className) ?? 0) + (isPhoto ? 1 : 0));
      if (classes.size > 0)
        batches.push({ id, removedMs: momentOf(id), classes: [...classes].map(([name, photos]) => ({ name, photos })) });
    }
    return batches;
  }

  /** The files of a batch. @throws `FILE_NOT_FOUND` for one that is not there */
  async files(id: string): Promise<TrashedFile[]> {
    if (!batchPattern.test(id)) throw noBatch();
    const folder = join(this.#folder, id);
    if ((await lstat(folder).catch(() => undefined))?.isDirectory() !== true) throw noBatch(); // a link would lead to files of elsewhere
    const files: TrashedFile[] = [];
    for (const { name: className, ...entry } of await listAll(folder)) {
      if (!entry.isFolder) continue;
      const own = join(folder, className);
      for (const { path, name, isFolder, entry: file } of await listAll(own, { recursive: true })) {
        if (isFolder) continue;
        const isPhoto = !isIgnored(name) && (await lookAt(path, file, { realRoot: this.#folder, sounds: true })).skip === undefined;
        files.push({ path, className, within: relative(own, dirname(path)), isPhoto });
      }
    }
    return files;
  }

  /** Takes away the folders of a batch whose files have all gone back; one that holds anything stays. */
  async tidy(id: string): Promise<void> {
    if ((await this.files(id).catch(() => [])).length > 0) return;
    const folder = join(this.#folder, id);
    await mkdir(folder, { recursive: true });
    const rest = await readdir(folder, { recursive: true, withFileTypes: true });
    if (rest.every((entry) => entry.isDirectory())) await remove(folder);
  }
}

/** All that lies in a folder, hidden things as well, sorted; what lies behind links is not in it. */
async function listAll(folder: string, { recursive = false } = {}) {
  const entries = await readdir(folder, { withFileTypes: true, recursive }).catch((cause: unknown) => {
    throw readFailure(cause, folder);
  });
  return entries
    .map((entry) => ({ path: join(entry.parentPath, entry.name), name: entry.name, isFolder: entry.isDirectory(), entry }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const batchPattern = /^\d{14}-[0-9a-z]{1,6}$/;

function momentOf(id: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(id) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

function noBatch(): GraftError {
  return new GraftError('FILE_NOT_FOUND', 'That is not in the trash any more.', {
    hint: 'Look at the trash again: it may have been restored.',
  });
}
