import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { mapAhead } from '../../tasks/map-ahead.ts';
import { className, expectDistinctLabels } from '../class-name.ts';
import type { DatasetSide, FoundPhotos, LabelledPhoto, SkippedFile } from '../dataset.ts';
import { type FetchPhotosEvent, type FetchPhotosOptions, fetchPhotos } from '../fetch-photos.ts';
import { type FoundFile, lookAt } from '../find-photos.ts';
import { isAddress } from './photo-place.ts';
import { type PhotoRow, readTable, type TableOptions } from './read-table.ts';
import { tableFault } from './table-fault.ts';

/** How many files are looked at ahead: the disk works on several, memory holds little of each. */
const looksAhead = 64;

/** How to read the photos of a table. */
export interface TablePhotosOptions extends TableOptions, FetchPhotosOptions {
  /** The folder that paths must not lead out of, without links; undefined where the user named the table himself. */
  readonly confinedTo?: string | undefined;
  /** What all photos of the table are for, where it does not say so itself. */
  readonly side?: DatasetSide | undefined;
}

/**
 * Finds the photos that a table lists, and fetches those that it lists by address.
 *
 * Paths are relative to the table's folder. A photo that is not there, or is none, is listed as passed over, with its
 * line; so are rows without a label.
 *
 * @throws `DATASET_INVALID` with the line, for what cannot be understood and for two labels of one photo;
 * `DOWNLOAD_FAILED` where nothing can be fetched at all
 */
export async function* readTablePhotos(table: string, options: TablePhotosOptions): AsyncGenerator<FetchPhotosEvent, FoundPhotos, void> {
  const { multiLabel = false, signal } = options;
  const skipped: SkippedFile[] = [];
  const rows: PhotoRow[] = [];
  const firstLines = new Map<string, number>();
  for await (const row of readTable(table, { ...options, needLabel: true, signal })) {
    const labels = (row.labels ?? []).map((label) => className(label, `${table}, line ${row.line}`));
    if (row.place === '' || labels.length === 0) {
      const what = row.place === '' ? 'no photo' : 'no label';
      skipped.push({ path: row.place === '' ? table : placeOf(row.place, table), reason: `line ${row.line} has ${what}` });
      continue;
    }
    for (const label of labels) if (!firstLines.has(label)) firstLines.set(label, row.line);
    rows.push({ ...row, labels });
  }
  expectDistinctLabels(firstLines, table);

  const addresses = rows.filter((row) => isAddress(row.place)).map((row) => row.place);
  const fetched = addresses.length === 0 ? new Map<string, FoundFile>() : yield* fetchPhotos(addresses, options);
  const photos = new Map<string, LabelledPhoto & { readonly line: number }>();
  const look = async (row: PhotoRow): Promise<FoundFile> => fetched.get(row.place) ?? (await lookAtPlace(row.place, table, options));
  let at = 0;
  for await (const found of mapAhead(rows, look, { ahead: looksAhead, signal })) {
    const row = rows[at++];
    if (row === undefined) continue;
    if (found.skip !== undefined) {
      skipped.push({ path: found.path, reason: `line ${row.line}: ${found.skip}` });
      continue;
    }
    const { path } = found;
    const other = photos.get(path);
    const photo = { path, labels: row.labels ?? [], side: row.side ?? options.side, line: row.line };
    photos.set(path, other === undefined ? photo : merge(other, photo, table, multiLabel));
  }
  return { photos: [...photos.values()], skipped };
}

/** One photo in two rows: the same said twice, or further labels of it. */
function merge(
  one: LabelledPhoto & { readonly line: number },
  other: LabelledPhoto & { readonly line: number },
  table: string,
  multiLabel: boolean,
): LabelledPhoto & { readonly line: number } {
  const name = basename(one.path);
  if (one.side !== other.side)
    throw tableFault(
      table,
      other.line,
      `${name} is for ${other.side ?? 'nothing'}, and for ${one.side ?? 'nothing'} in line ${one.line}`,
      'Keep one of the two lines.',
    );
  const labels = [...new Set([...one.labels, ...other.labels])];
  if (labels.length > 1 && !multiLabel) {
    const both = `${JSON.stringify(other.labels[0])}, but ${JSON.stringify(one.labels[0])} in line ${one.line}`;
    throw tableFault(table, other.line, `${name} is ${both}`, 'Keep one of the two lines, or use --multi-label.');
  }
  return { ...one, labels };
}

function placeOf(place: string, table: string): string {
  return isAddress(place) ? place : resolve(dirname(table), place);
}

/** Looks at the file that a row names; backslashes are tried as slashes, as tables made on Windows have them. */
async function lookAtPlace(place: string, table: string, { confinedTo, signal }: TablePhotosOptions): Promise<FoundFile> {
  const candidates = [place, ...(place.includes('\\') ? [place.replaceAll('\\', '/')] : [])].map((each) => placeOf(each, table));
  for (const path of candidates) {
    const about = await lstat(path).catch(() => undefined);
    if (about === undefined) continue;
    const real = await realpath(path).catch(() => path);
    if (confinedTo !== undefined && !real.startsWith(confinedTo.endsWith(sep) ? confinedTo : confinedTo + sep))
      return { path, skip: 'it lies outside the dataset’s folder' };
    if (about.isDirectory()) return { path, skip: 'it is a folder' };
    const entry = { name: basename(path), isFile: () => about.isFile(), isSymbolicLink: () => about.isSymbolicLink() };
    return lookAt(path, entry, { realRoot: confinedTo ?? resolve('/'), signal });
  }
  return { path: candidates[0] ?? place, skip: 'there is no such file' };
}
