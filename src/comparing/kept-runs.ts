import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../storage/sha256.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';

/** What was measured, in files: one for each training, named for all that it depends on. */
export class KeptRuns {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is kept under a key; undefined where there is nothing, or nothing whole. @param key Plain JSON. */
  async read<Kept>(key: unknown): Promise<Kept | undefined> {
    try {
      return JSON.parse(await readFile(this.#fileOf(key), 'utf8')) as Kept; // our own file, written whole under a key that names its form
    } catch {
      return undefined;
    }
  }

  /** @throws `DISK_FULL`, `WRITE_FAILED` */
  async write(key: unknown, kept: unknown, signal?: AbortSignal): Promise<void> {
    await writeFileAtomically(this.#fileOf(key), `${JSON.stringify(kept)}\n`, { signal });
  }

  #fileOf(key: unknown): string {
    return join(this.#folder, `${sha256(JSON.stringify(key)).slice(0, 32)}.json`);
  }
}
