import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { invalidArgument } from '../errors.ts';
import { readFailure, systemCode } from '../storage/file-failure.ts';
import { sweepFolder } from '../storage/unfinished.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import {
  expectObjectSize,
  mostObjectBytes,
  type ObjectReadOptions,
  type ObjectStore,
  type ObjectWriteOptions,
  type StoredObject,
} from './object-store.ts';

/** A folder as a store: of this machine, or of a disk that several share. */
export class FolderStore implements ObjectStore {
  readonly address: string;
  readonly #root: string;

  constructor(folder: string) {
    this.address = folder;
    this.#root = resolve(folder);
  }

  async read(name: string, { mostBytes = mostObjectBytes, signal }: ObjectReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.#fileOf(name);
    try {
      await using handle = await open(file, 'r');
      expectObjectSize((await handle.stat()).size, mostBytes, file);
      const bytes = await handle.readFile({ signal });
      // Node's small files share one buffer; what is read here is the caller's alone.
      return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
        ? new Uint8Array(bytes.buffer)
        : new Uint8Array(bytes);
    } catch (cause) {
      throw readFailure(cause, file);
    }
  }

  async write(name: string, bytes: Uint8Array, { signal }: ObjectWriteOptions = {}): Promise<void> {
    await writeFileAtomically(this.#fileOf(name), bytes, { signal });
  }

  async has(name: string): Promise<boolean> {
    const file = this.#fileOf(name);
    const info = await stat(file).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return undefined;
      throw readFailure(cause, file);
    });
    return info?.isFile() === true;
  }

  async *list(prefix: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncGenerator<StoredObject> {
    // A prefix that ends in a slash is a folder; all else is looked for in the folder that it begins with.
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    for await (const file of this.#filesIn(folder === '' ? this.#root : this.#fileOf(folder.slice(0, -1)))) {
      signal?.throwIfAborted();
      const name = relative(this.#root, file).replaceAll(sep, '/');
      if (!name.startsWith(prefix)) continue;
      const info = await stat(file).catch((cause: unknown) => {
        if (systemCode(cause) === 'ENOENT') return undefined; // gone since
        throw readFailure(cause, file);
      });
      if (info !== undefined) yield { name, bytes: info.size };
    }
  }

  async tidy(folder: string): Promise<void> {
    await sweepFolder(this.#fileOf(folder));
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#filesIn(folder: string): AsyncGenerator<string> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return []; // nothing was written yet
      throw readFailure(cause, folder);
    });
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.')) continue; // files on their way to their places
      if (entry.isDirectory()) yield* this.#filesIn(path);
      else if (entry.isFile()) yield path;
    }
  }

  /** @throws `INVALID_ARGUMENT` for a name that leads out of the folder */
  #fileOf(name: string): string {
    const file = resolve(this.#root, name);
    const inside = relative(this.#root, file);
    if (inside === '' || inside.startsWith('..') || resolve(inside) === inside)
      throw invalidArgument('the name', 'a path inside the store', name);
    return file;
  }
}
