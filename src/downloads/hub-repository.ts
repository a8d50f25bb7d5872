import { createHash } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GraftError } from '../errors.ts';
import type { Environment } from '../storage/cache-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { type HubAddress, isCommit } from './hub-address.ts';
import { askHub } from './hub-client.ts';
import { readFromHub, snapshotFile } from './hub-file.ts';
import { type HubSettings, hubSettings } from './hub-settings.ts';

/** A file of a repository. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** The content's hash, which the hub tells of large files alone (Git LFS). */
  readonly sha256?: string | undefined;
  /** The hash of small files, as git has it. */
  readonly oid?: string | undefined;
}

/** A model's repository at one commit. */
export interface HubRepository {
  readonly repository: string;
  readonly commit: string;
  /** SPDX identifier in lower case, as its owner tells; `unknown` where not told. */
  readonly licence: string;
  readonly files: readonly HubFile[];
}

/** Repositories of models have dozens of files; the largest of data sets do not come in here. */
const maximumFiles = 20_000;

/** The largest small file: the hub puts those from 10 MB on in LFS. */
const maximumSmallFile = 11_000_000;

/** Circumstances of a question to the hub. */
export interface HubOptions {
  readonly environment?: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the hub which commit a revision is now, and which files that has; with HF_HUB_OFFLINE, the cache of its other programs.
 *
 * @throws `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`
 */
export async function resolveRepository(address: HubAddress, { environment, signal }: HubOptions = {}): Promise<HubRepository> {
  const settings = await hubSettings(environment);
  if (settings.offline) {
    const kept = await fromSnapshot(settings, address);
    if (kept !== undefined) return kept;
  }
  const { repository, revision = 'main' } = address;
  return askHub(address, { settings, signal }, async (question) => {
    const { listFiles, modelInfo } = await import('@huggingface/hub');
    const info = await modelInfo({ ...question, name: repository, revision, additionalFields: ['sha', 'tags'] });
    const commit = info.sha;
    if (!isCommit(commit)) throw new Error(`the hub does not say which commit "${revision}" is`);
    const files: HubFile[] = [];
    for await (const { type, path, size, lfs, oid } of listFiles({
      ...question,
      repo: { type: 'model', name: repository },
      revision: commit,
      recursive: true,
    })) {
      if (type !== 'file') continue;
      files.push({ path, bytes: lfs?.size ?? size, ...(lfs === undefined ? { oid } : { sha256: lfs.oid }) });
      if (files.length > maximumFiles) throw new Error(`it has more than ${maximumFiles} files`);
    }
    const licence = info.tags?.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? 'unknown';
    return { repository, commit, licence, files };
  });
}

/**
 * Reads a small file of a repository into memory, and checks it.
 *
 * @throws `CHECKSUM_MISMATCH`, `DOWNLOAD_FAILED`, `UNKNOWN_BACKBONE`
 */
export async function readSmallFile(
  { repository, commit }: HubRepository,
  file: HubFile,
  { environment, signal }: HubOptions = {},
): Promise<Buffer> {
  const settings = await hubSettings(environment);
  const chunks: Uint8Array[] = [];
  const options = { settings, signal, maxBytes: Math.min(file.bytes, maximumSmallFile) };
  await readFromHub({ repository, revision: commit, path: file.path }, options, (chunk) => void chunks.push(chunk));
  const bytes = Buffer.concat(chunks);
  const found = file.sha256 === undefined ? createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') : sha256(bytes);
  if (found === (file.sha256 ?? file.oid)) return bytes;
  throw new GraftError('CHECKSUM_MISMATCH', `What came as ${file.path} of ${repository} is not the file that the hub describes.`, {
    hint: 'Try again; if it happens again, a proxy or mirror on the way changes it.',
  });
}

/** What another program of the hub's fetched: `refs/` says which commit a revision was, links lead to files named by their hashes. */
async function fromSnapshot(settings: HubSettings, { repository, revision = 'main' }: HubAddress): Promise<HubRepository | undefined> {
  const reference = join(settings.cache, `models--${repository.replace('/', '--')}`, 'refs', revision);
  const commit = isCommit(revision) ? revision : (await readFile(reference, 'utf8').catch(() => '')).trim();
  if (!isCommit(commit)) return undefined;
  const folder = snapshotFile(settings, { repository, revision: commit, path: undefined });
  const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
  const files: HubFile[] = [];
  for (const name of names.slice(0, maximumFiles)) {
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info?.isFile() !== true) continue;
    const hash = basename(await readlink(join(folder, name)).catch(() => ''));
    files.push({ path: name.replaceAll('\\', '/'), bytes: info.size, ...(hash.length === 64 ? { sha256: hash } : { oid: hash }) });
  }
  return files.length === 0 ? undefined : { repository, commit, licence: 'unknown', files };
}
