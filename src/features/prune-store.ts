import { setImmediate as nextTurn } from 'node:timers/promises';
import { timeOfNote } from './file-note.ts';
import { inTransaction, type StoreTables } from './open-store.ts';
import { hourOf, unpackUse } from './use-note.ts';

/** How many vectors are removed in one transaction: others may write in between. */
const removalsPerTransaction = 256;

/** What to remove: the least recently used down to a size, those not used since a time (to the hour), or all. */
export type Prune = { readonly toBytes: number } | { readonly unusedSince: Date } | { readonly all: true };

/** How much a store holds. */
export interface Totals {
  entries: number;
  bytes: number;
}

const totalsKey = Buffer.from('vectors');

/** Reads the running totals. They are written in the same transactions as what they count. */
export function readTotals(tables: StoreTables): Totals {
  const packed = tables.totals.getBinary(totalsKey);
  if (packed?.length !== 16) return { entries: 0, bytes: 0 };
  const view = new DataView(packed.buffer, packed.byteOffset, 16);
  return { entries: view.getFloat64(0, true), bytes: view.getFloat64(8, true) };
}

/** Writes the running totals; call it inside a transaction. */
export function writeTotals(tables: StoreTables, totals: Totals): void {
  const packed = Buffer.allocUnsafe(16);
  packed.writeDoubleLE(totals.entries, 0);
  packed.writeDoubleLE(totals.bytes, 8);
  tables.totals.putSync(totalsKey, packed);
}

/**
 * Lists the keys of the vectors that must go.
 *
 * Two passes over the small notes: the first adds up bytes by hour, so that only what must go is held in memory.
 *
 * @param spareFrom Vectors used in this hour or later stay. @default none are spared
 */
export function keysToRemove(tables: StoreTables, what: Exclude<Prune, { all: true }>, spareFrom = Number.POSITIVE_INFINITY): Uint8Array[] {
  const excess = 'toBytes' in what ? readTotals(tables).bytes - what.toBytes : Number.POSITIVE_INFINITY;
  const limit = 'toBytes' in what ? spareFrom : hourOf(what.unusedSince.getTime());
  if (excess <= 0) return [];
  const bytesByHour = new Map<number, number>();
  for (const { value } of tables.uses.getRange()) {
    const use = unpackUse(value);
    if (use !== undefined && use.hour < limit) bytesByHour.set(use.hour, (bytesByHour.get(use.hour) ?? 0) + use.bytes);
  }
  const toGo = shareOut(bytesByHour, excess);
  const keys: Uint8Array[] = [];
  for (const { key, value } of tables.uses.getRange()) {
    const use = unpackUse(value);
    const bytes = use === undefined ? 0 : (toGo.get(use.hour) ?? 0);
    if (use === undefined || bytes <= 0) continue;
    keys.push(key);
    toGo.set(use.hour, bytes - use.bytes);
  }
  return keys;
}

/** How many bytes of each hour must go, the oldest hours first, to make up for an excess. */
function shareOut(bytesByHour: ReadonlyMap<number, number>, excess: number): Map<number, number> {
  const toGo = new Map<number, number>();
  let left = excess;
  for (const [hour, bytes] of [...bytesByHour].sort(([a], [b]) => a - b)) {
    if (left <= 0) break;
    toGo.set(hour, Math.min(bytes, left));
    left -= bytes;
  }
  return toGo;
}

/** Removes vectors by their keys, and tells what that gave. */
export async function removeEntries(tables: StoreTables, keys: readonly Uint8Array[], signal?: AbortSignal): Promise<Totals> {
  const removed: Totals = { entries: 0, bytes: 0 };
  for (let from = 0; from < keys.length; from += removalsPerTransaction) {
    await nextTurn(); // a long pruning keeps nothing else waiting
    signal?.throwIfAborted();
    inTransaction(tables, () => {
      const totals = readTotals(tables);
      for (const key of keys.slice(from, from + removalsPerTransaction)) {
        const use = unpackUse(tables.uses.getBinary(key));
        if (use === undefined) continue; // another process was quicker
        tables.vectors.removeSync(key);
        tables.uses.removeSync(key);
        totals.entries--;
        totals.bytes -= use.bytes;
        removed.entries++;
        removed.bytes += use.bytes;
      }
      writeTotals(tables, totals);
    });
  }
  return removed;
}

/** Removes the notes on files that were made before a time, in milliseconds since 1970. */
export function removeFileNotes(tables: StoreTables, beforeMs: number): void {
  const old: Uint8Array[] = [];
  for (const { key, value } of tables.files.getRange()) if (timeOfNote(value) < beforeMs) old.push(key);
  inTransaction(tables, () => {
    for (const key of old) tables.files.removeSync(key);
  });
}

/** Empties the store, and tells what it held. */
export function clearTables(tables: StoreTables): Totals {
  return inTransaction(tables, () => {
    const removed = readTotals(tables);
    for (const table of [tables.vectors, tables.uses, tables.files]) table.clearSync();
    writeTotals(tables, { entries: 0, bytes: 0 });
    return removed;
  });
}
