import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFailure } from './file-failure.ts';
import { moveToNewFile } from './move-to-new-file.ts';
import { remove } from './remove.ts';
import { syncFolder } from './sync-to-disk.ts';
import { siblingPath, sweepPartials } from './unfinished.ts';

type Handle = Awaited<ReturnType<typeof open>>;

/**
 * A file that grows piece by piece and is there whole or not at all: the bytes go to a hidden sibling, which takes the
 * file's place at {@link commit}. Whoever lets go of it before that leaves nothing behind.
 */
export class PartialFile implements AsyncDisposable {
  readonly file: string;
  readonly #partial: string;
  readonly #handle: Handle;
  #bytes = 0;
  #state: 'open' | 'closed' | 'committed' = 'open';

  private constructor(file: string, partial: string, handle: Handle) {
    this.file = file;
    this.#partial = partial;
    this.#handle = handle;
  }

  /** Begins a file; missing parent folders are made. @throws DISK_FULL, WRITE_FAILED */
  static async open(file: string): Promise<PartialFile> {
    const partial = siblingPath(file, 'partial');
    try {
      await mkdir(dirname(file), { recursive: true });
      await sweepPartials(file);
      return new PartialFile(file, partial, await open(partial, 'wx'));
    } catch (cause) {
      throw writeFailure(cause, file);
    }
  }

  /** How many bytes it has. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds bytes, or text as UTF-8, at the end. @throws DISK_FULL, WRITE_FAILED */
  async append(data: string | Uint8Array, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    await this.#guard(() => this.#handle.writeFile(bytes, options)); // goes on from where the handle stands
    this.#bytes += bytes.length;
  }

  /** Writes over what stands at a place already, as a head that counts what came after it. @throws DISK_FULL, WRITE_FAILED */
  async overwrite(position: number, bytes: Uint8Array): Promise<void> {
    await this.#guard(async () => {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.#handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    });
  }

  /**
   * Puts the file in its place, flushed to the disk.
   *
   * @param options.replace Whether an older one there is replaced, at once. @default true
   * @throws ALREADY_EXISTS where it is not; DISK_FULL, WRITE_FAILED
   */
  async commit({ replace = true }: { readonly replace?: boolean } = {}): Promise<void> {
    await this.#guard(async () => {
      await this.#handle.sync();
      await this.#handle.close();
      this.#state = 'closed';
      await (replace ? rename(this.#partial, this.file) : moveToNewFile(this.#partial, this.file));
      this.#state = 'committed';
      await syncFolder(dirname(this.file));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'committed') return;
    if (this.#state === 'open') await this.#handle.close().catch(() => {}); // the first failure is the one to tell
    this.#state = 'closed';
    await remove(this.#partial).catch(() => {});
  }

  async #guard(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw writeFailure(cause, this.file);
    }
  }
}
