import { inTransaction, type StoreTables } from './open-store.ts';
import { hourOf, packUse, unpackUse } from './use-note.ts';

/** How many uses are noted at once: one small transaction, rather than one for each read. */
const usesPerNote = 1024;

/**
 * Notes that vectors were read, so that the least recently used can be told. Failing at it costs a vector no more than
 * its place in the queue.
 */
export class UseRecorder {
  readonly #tables: StoreTables;
  readonly #clock: () => number;
  #keys: Uint8Array[] = [];

  constructor(tables: StoreTables, clock: () => number) {
    this.#tables = tables;
    this.#clock = clock;
  }

  /** A vector was read. Writes nothing where that is already known of this hour. */
  used(key: Uint8Array): void {
    if (unpackUse(this.#tables.uses.getBinary(key))?.hour === hourOf(this.#clock())) return;
    this.#keys.push(key);
    if (this.#keys.length >= usesPerNote) this.flush();
  }

  /** Notes what is not yet noted. */
  flush(): void {
    if (this.#keys.length === 0) return;
    const { uses } = this.#tables;
    const keys = this.#keys;
    this.#keys = [];
    const hour = hourOf(this.#clock());
    try {
      inTransaction(this.#tables, () => {
        for (const key of keys) {
          const use = unpackUse(uses.getBinary(key)); // pruned meanwhile: nothing to note
          if (use !== undefined) uses.putSync(key, packUse({ hour, bytes: use.bytes }));
        }
      });
    } catch {
      // a full disk, say: see above
    }
  }
}
