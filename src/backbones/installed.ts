import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FileState, fileState, placeOf, type RemoteFile } from '../downloads/verified-file.ts';
import { cacheFolder, cachePlaces } from '../storage/cache-folder.ts';
import { folderSize } from '../storage/folder-size.ts';
import { remove } from '../storage/remove.ts';
import type { BackboneRecord } from './catalogue.ts';
import { backboneCatalogue } from './catalogue.ts';
import { recordedCommit } from './find-hub-network.ts';
import { type HubBackboneRecord, hubCatalogue } from './hub-catalogue.ts';

/** Whether a backbone of the catalogue is here. */
export interface InstalledBackbone {
  readonly record: BackboneRecord;
  /** `present` only where both the network and its labels are whole. */
  readonly state: FileState;
  /** Where the network stands, or would. */
  readonly path: string;
}

/** Circumstances of {@link installedBackbones} and its kin. */
export interface InstalledOptions {
  /** @default cacheFolder() */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Tells for every backbone of the catalogue whether it is in the cache. */
export async function installedBackbones(options: InstalledOptions = {}): Promise<InstalledBackbone[]> {
  const installed: InstalledBackbone[] = [];
  for (const record of backboneCatalogue) installed.push(await inspect(record, false, options));
  return installed;
}

/** Hashes a backbone's files again, whatever was checked before. */
export async function verifyBackbone(record: BackboneRecord, options: InstalledOptions = {}): Promise<InstalledBackbone> {
  return inspect(record, true, options);
}

/**
 * Removes a backbone from the cache: what was fetched, and what was converted from it.
 *
 * @returns The bytes that were freed.
 * @throws WRITE_FAILED
 */
export async function removeBackbone(record: BackboneRecord, options: InstalledOptions = {}): Promise<number> {
  const places = cachePlaces(options.cacheFolder ?? cacheFolder());
  const converted = await readdir(places.converted).catch((): string[] => []);
  const folders = [
    ...filesOf(record).map((file) => dirname(placeOf(file, places.downloads))),
    // Converted networks are named by the hash of what they were converted from.
    ...converted.filter((name) => name.startsWith(record.sha256.slice(0, 32))).map((name) => join(places.converted, name)),
  ];
  let freed = 0;
  for (const folder of folders) {
    freed += (await folderSize(folder, options)).bytes;
    await remove(folder);
  }
  return freed;
}

async function inspect(record: BackboneRecord, full: boolean, options: InstalledOptions): Promise<InstalledBackbone> {
  const { downloads } = cachePlaces(options.cacheFolder ?? cacheFolder());
  const states: FileState[] = [];
  for (const file of filesOf(record)) states.push(await fileState(placeOf(file, downloads), file, { full, signal: options.signal }));
  const worst = (['damaged', 'missing'] as const).find((state) => states.includes(state));
  return { record, state: worst ?? 'present', path: placeOf(record, downloads) };
}

const filesOf = (record: BackboneRecord): readonly RemoteFile[] => [record, record.labels];

/** A network of the hub that has a name, and whether it was used here. */
export interface HubBackbone {
  readonly record: HubBackboneRecord;
  /** The commit that its name means on this machine; undefined before its first use. */
  readonly commit: string | undefined;
}

/** Tells for every network of the hub that has a name which commit it is on this machine. */
export async function hubBackbones(options: InstalledOptions = {}): Promise<HubBackbone[]> {
  const folder = options.cacheFolder ?? cacheFolder();
  return Promise.all(hubCatalogue.map(async (record) => ({ record, commit: await recordedCommit(record.source, folder) })));
}
