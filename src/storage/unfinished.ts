import { createHash, randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { processIsAlive } from './process-is-alive.ts';
import { remove } from './remove.ts';

/** Marks which machine (or container) a process number belongs to; process numbers mean nothing elsewhere. */
export const hostTag = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A leftover of another machine cannot be asked whether its process lives; after this long nobody still writes it. */
const foreignLeftoverMs = 24 * 60 * 60 * 1000;

/** What a sibling is for: being written (`partial`), written and about to take its place (`ready`), or the old one, moved aside to make room (`old`). */
export type SiblingKind = 'partial' | 'ready' | 'old';

/** A hidden path beside `path` that no other process will choose, and that tells whose it is. */
export function siblingPath(path: string, kind: SiblingKind): string {
  const owner = `${hostTag}-${process.pid}-${randomBytes(4).toString('hex')}`;
  return join(dirname(path), `.${basename(path)}.${owner}.${kind}`);
}

/**
 * The siblings of `path` that processes now dead left behind, newest first.
 *
 * One whose process may still be at work is not listed.
 */
export async function abandonedSiblings(path: string, kind: SiblingKind): Promise<string[]> {
  return await abandonedIn(dirname(path), (name) => siblingOwner(name, basename(path), kind));
}

/** The siblings of `path`, whoever's they are: for one who holds a lock on it. */
export async function siblingsOf(path: string, kind: SiblingKind): Promise<string[]> {
  const names = await readdir(dirname(path)).catch((): string[] => []); // no folder, no siblings
  return names.filter((name) => siblingOwner(name, basename(path), kind) !== undefined).map((name) => join(dirname(path), name));
}

/** What is in a folder of owners now dead, newest first. */
async function abandonedIn(folder: string, ownerOf: (name: string) => SiblingOwner | undefined): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []); // no folder, no leftovers
  const found: { path: string; modified: number }[] = [];
  for (const name of names) {
    const owner = ownerOf(name);
    if (owner === undefined) continue;
    const sibling = join(folder, name);
    const info = await stat(sibling).catch(() => undefined); // another process may have cleaned it up meanwhile
    if (info === undefined) continue;
    const abandoned = owner.host === hostTag ? !processIsAlive(owner.pid) : Date.now() - info.mtimeMs > foreignLeftoverMs;
    if (abandoned) found.push({ path: sibling, modified: info.mtimeMs });
  }
  return found.sort((a, b) => b.modified - a.modified).map((sibling) => sibling.path);
}

/** Removes what dead processes left half-written beside `path`. Failing at that is no reason to fail the write. */
export async function sweepPartials(path: string): Promise<void> {
  for (const sibling of await abandonedSiblings(path, 'partial')) await remove(sibling).catch(() => {});
}

/** The name that a sibling stands beside, of a file or folder as {@link siblingPath} names them; undefined for any other. */
export function nameBeside(sibling: string): string | undefined {
  return /^\.(.+)\.[0-9a-f]{8}-\d+-[0-9a-f]{8}\.(?:partial|old)$/.exec(sibling)?.[1];
}

/** Removes what dead processes left half-written of any file in a folder: nobody may write those files again, and nobody else would. */
export async function sweepFolder(folder: string): Promise<void> {
  const ofAny = (name: string): SiblingOwner | undefined => {
    const base = nameBeside(name);
    return base === undefined ? undefined : siblingOwner(name, base, 'partial');
  };
  for (const leftover of await abandonedIn(folder, ofAny)) await remove(leftover).catch(() => {});
}

/** Which process a sibling belongs to. */
interface SiblingOwner {
  readonly host: string;
  readonly pid: number;
}

function siblingOwner(name: string, base: string, kind: SiblingKind): SiblingOwner | undefined {
  if (!name.startsWith(`.${base}.`) || !name.endsWith(`.${kind}`)) return undefined;
  const match = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name.slice(base.length + 2, -kind.length - 1));
  return match === null ? undefined : { host: match[1] ?? '', pid: Number(match[2]) };
}
