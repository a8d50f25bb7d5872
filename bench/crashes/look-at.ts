import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import { openStore } from '../../src/features/open-store.ts';
import { sha256 } from '../../src/storage/sha256.ts';

/** Contents by name: hashes, so that two states compare at a glance. */
export type Contents = ReadonlyMap<string, string>;

/** Names of files that are being written, of old ones moved aside, and of locks. */
const leftover = /^\..*\.(partial|ready|old|unpacked)$|\.lock$/;

/** All files below some folders or files, relative to the world. Those on their way to their places are left out: `leftoversIn` has them. */
export async function filesIn(world: string, parts: readonly string[]): Promise<Contents> {
  const found = new Map<string, string>();
  for (const path of await listFiles(world, parts)) {
    if (path.split('/').every((name) => !leftover.test(name))) found.set(path, sha256(await readFile(join(world, path))));
  }
  return found;
}

/** What a crash may leave: what is being written, what was moved aside, locks, files for the time being. */
export async function leftoversIn(world: string): Promise<string[]> {
  const names = await readdir(world, { recursive: true });
  return names.filter((path) => path.split('/').some((name) => leftover.test(name)) || path.startsWith('tmp/')).toSorted();
}

/**
 * A thing that a command wrote, as one text that is the same whenever the same command wrote it; undefined where there is nothing. Of a model the
 * parts that tell when and how fast it was made are left out, after they were compared with the hashes that its manifest has of them.
 */
export async function contentOf(world: string, path: string): Promise<string | undefined> {
  const there = await lstat(join(world, path)).catch(() => undefined);
  if (there === undefined) return undefined;
  const files = await filesIn(world, [path]);
  const manifest = join(world, path, 'graft.json');
  if (!path.endsWith('.graft')) return JSON.stringify([...files]);
  if (!files.has(`${path}/graft.json`)) return 'a model without a manifest';
  const {
    created: _,
    files: hashes,
    ...rest
  } = JSON.parse(await readFile(manifest, 'utf8')) as { created: string; files: Record<string, string> }; // Graft's own
  for (const [name, hash] of Object.entries(hashes))
    if (files.get(`${path}/${name}`) !== hash) return `a model whose ${name} is another one`;
  const { 'report.html': _html, 'report.md': _md, 'report.json': _json, ...lasting } = hashes;
  return JSON.stringify([rest, lasting]);
}

/** What the cache says of photos: vectors, activations, converted networks, downloads. */
export async function cacheContents(world: string): Promise<Contents> {
  const cache = join(world, 'cache');
  const found = new Map(await filesIn(world, ['cache/converted', 'cache/downloads', 'cache/datasets']));
  for (const name of found.keys()) if (/\.verified\.json$|\.graft-unpacked\.json$/.test(name)) found.delete(name); // they tell a time
  if ((await lstat(join(cache, 'features', 'data.mdb')).catch(() => undefined)) !== undefined) {
    const { root, vectors } = await openStore(join(cache, 'features'), true);
    for (const { key, value } of vectors.getRange()) found.set(`vector ${Buffer.from(key).toString('hex')}`, sha256(value));
    await root.close();
  }
  for (const path of await listFiles(world, ['cache/activations'])) {
    if (path.endsWith('.activations'))
      for (const [photo, hash] of records(await readFile(join(world, path)))) found.set(`${path} ${photo}`, hash);
  }
  return found;
}

/** Whole records of a file of activations, read by its layout: 4096 bytes of a head, then a photo's hash, a checksum and numbers each. */
function* records(bytes: Buffer): Generator<[photo: string, hash: string]> {
  const size = bytes.length < 4096 ? 0 : bytes.readUInt32LE('graft activations 1\n'.length);
  for (let at = 4096; size > 0 && at + 36 + size <= bytes.length; at += 36 + size) {
    const numbers = bytes.subarray(at + 36, at + 36 + size);
    if (crc32(numbers) === bytes.readUInt32LE(at + 32))
      yield [bytes.toString('hex', at, at + 32), createHash('sha256').update(numbers).digest('hex')];
  }
}

async function listFiles(world: string, parts: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const part of parts) {
    const about = await lstat(join(world, part)).catch(() => undefined);
    if (about?.isFile()) paths.push(part);
    if (!about?.isDirectory()) continue;
    for (const entry of await readdir(join(world, part), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) paths.push(relative(world, join(entry.parentPath, entry.name)));
    }
  }
  return paths.toSorted();
}
