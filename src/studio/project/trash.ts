import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findPhotos } from '../../datasets/find-photos.ts';
import { listFolder } from '../../datasets/list-folder.ts';
import { GraftError } from '../../errors.ts';
import { remove } from '../../storage/remove.ts';
import type { TrashBatch } from '../contract.ts';
import { placeFile } from './place-file.ts';

/** A file of a batch: where it lies in the trash, and the class that it was in. */
export interface TrashedFile {
  readonly path: string;
  readonly className: string;
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

  /** Moves a file into a batch. @returns where it lies now */
  async take(batch: string, path: string, className: string): Promise<string> {
    return await placeFile(path, join(this.#folder, batch, className));
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
      for (const { className } of await this.files(id)) classes.set(className, (classes.get(className) ?? 0) + 1);
      if (classes.size > 0)
        batches.push({ id, removedMs: momentOf(id), classes: [...classes].map(([name, photos]) => ({ name, photos })) });
    }
    return batches;
  }

  /** The files of a batch. @throws `FILE_NOT_FOUND` for one that is not there */
  async files(id: string): Promise<TrashedFile[]> {
    if (!batchPattern.test(id)) throw noBatch();
    const folder = join(this.#folder, id);
    const files: TrashedFile[] = [];
    const classes = await listFolder(folder).catch(() => {
      throw noBatch();
    });
    for (const entry of classes) {
      if (!entry.isDirectory()) continue;
      for await (const { path } of findPhotos(join(folder, entry.name), { realRoot: this.#folder }))
        files.push({ path, className: entry.name });
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
