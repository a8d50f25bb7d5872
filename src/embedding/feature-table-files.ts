import { PartialFile } from '../storage/partial-file.ts';
import type { EmbeddedRows } from './embedded-rows.ts';
import type { FeatureTable, TablePiece } from './feature-table.ts';

/** A file that was written. */
export interface WrittenFile {
  readonly file: string;
  readonly bytes: number;
}

/**
 * A table of features on its way to the disk: its files are there whole at {@link commit}, or not at all.
 *
 * It holds open files until `commit()`, or until it is let go of.
 */
export class FeatureTableFiles implements AsyncDisposable {
  readonly #file: string;
  readonly #table: FeatureTable;
  readonly #files = new Map<TablePiece['beside'], PartialFile>();

  private constructor(file: string, table: FeatureTable) {
    this.#file = file;
    this.#table = table;
  }

  /** Begins the files. @throws `DISK_FULL`, `WRITE_FAILED` */
  static async open(file: string, table: FeatureTable): Promise<FeatureTableFiles> {
    const files = new FeatureTableFiles(file, table);
    try {
      await files.#write(table.start());
    } catch (error) {
      await files[Symbol.asyncDispose]();
      throw error;
    }
    return files;
  }

  /** Adds rows. @throws `DISK_FULL`, `WRITE_FAILED` */
  async add(rows: EmbeddedRows): Promise<void> {
    if (rows.photos.length > 0) await this.#write(this.#table.rows(rows));
  }

  /**
   * Ends the files and puts them in their places, the table itself last: where it is, all is.
   *
   * @param options.replace Whether files that stand there are replaced. @default true
   * @throws `ALREADY_EXISTS` where they are not; `DISK_FULL`, `WRITE_FAILED`
   */
  async commit(options: { readonly replace?: boolean } = {}): Promise<readonly WrittenFile[]> {
    await this.#write(this.#table.end());
    const files = [...this.#files.values()];
    for (const file of files.toReversed()) await file.commit(options);
    return files.map(({ file, bytes }) => ({ file, bytes }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files.values()) await file[Symbol.asyncDispose]();
  }

  async #write(pieces: Iterable<TablePiece>): Promise<void> {
    for (const { beside, data, first } of pieces) {
      const file = this.#files.get(beside) ?? (await this.#begin(beside));
      if (first && data instanceof Uint8Array) await file.overwrite(0, data);
      else await file.append(data);
    }
  }

  async #begin(beside: TablePiece['beside']): Promise<PartialFile> {
    const file = await PartialFile.open(pathBeside(this.#file, beside));
    this.#files.set(beside, file);
    return file;
  }
}

/** Where a piece's file stands: `features.npy`, `features.files.csv`. */
export function pathBeside(file: string, beside: TablePiece['beside']): string {
  return beside === '' ? file : `${file.replace(/\.[^./\\]*$/, '')}${beside}`;
}
