import { basename } from 'node:path';
import type { UnpackEvent } from '../../archives/unpack-archive.ts';
import type { DownloadEvent } from '../../downloads/download-event.ts';
import { mapAhead } from '../../tasks/map-ahead.ts';
import { className, expectDistinctNames } from '../class-name.ts';
import type { DatasetSide, FoundPhotos, LabelledPhoto, SkippedFile } from '../dataset.ts';
import { type FetchPhotosEvent, type FetchPhotosOptions, fetchPhotos } from '../fetch-photos.ts';
import type { FoundFile } from '../find-photos.ts';
import type { KeepArchiveOptions } from '../kept-archive.ts';
import { absolutePlace, locatePhoto, unpackPlaces } from './locate-photo.ts';
import { isAddress } from './photo-place.ts';
import { type PhotoRow, readTable, type TableOptions } from './read-table.ts';
import { tableFault } from './table-fault.ts';

/** How many files are looked at ahead: the disk works on several, memory holds little of each. */
const looksAhead = 64;

/** What happens while the photos of a table are looked for. */
export type TablePhotosEvent = FetchPhotosEvent | UnpackEvent | DownloadEvent;

/** How to read the photos of a table. */
export interface TablePhotosOptions extends TableOptions, FetchPhotosOptions, KeepArchiveOptions {
  /** The folder that paths must not lead out of, without links; undefined where the user named the table himself. */
  readonly confinedTo?: string | undefined;
  /** What all photos of the table are for, where it does not say so itself. */
  readonly side?: DatasetSide | undefined;
}

/**
 * Finds the photos that a table lists, and fetches those that it lists by address.
 *
 * Paths are relative to the table's folder, and may lead into archives (`photos.zip/cat/1.jpg`). A photo that is not there, or is none, is listed as passed over, with its
 * line; so are rows without a label.
 *
 * @throws `DATASET_INVALID` with the line, for what cannot be understood and for two labels of one photo;
 * `DOWNLOAD_FAILED` where nothing can be fetched at all
 */
export async function* readTablePhotos(table: string, options: TablePhotosOptions): AsyncGenerator<TablePhotosEvent, FoundPhotos, void> {
  const { multiLabel = false, signal } = options;
  const skipped: SkippedFile[] = [];
  const rows: PhotoRow[] = [];
  const firstLines = new Map<string, number>();
  for await (const row of readTable(table, { ...options, needLabel: true, signal })) {
    const labels = (row.labels ?? []).map((label) => className(label, `${table}, line ${row.line}`));
    if (row.place === '' || labels.length === 0) {
      const what = row.place === '' ? 'no photo' : 'no label';
      skipped.push({ path: row.place === '' ? table : absolutePlace(row.place, table), reason: `line ${row.line} has ${what}` });
      continue;
    }
    for (const label of labels) if (!firstLines.has(label)) firstLines.set(label, row.line);
    rows.push({ ...row, labels });
  }
  expectDistinctNames(firstLines, table, (label) => `line ${firstLines.get(label)}`);

  const addresses = rows.filter((row) => isAddress(row.place)).map((row) => row.place);
  const fetched = addresses.length === 0 ? new Map<string, FoundFile>() : yield* fetchPhotos(addresses, options);
  const photos = new Map<string, LabelledPhoto & { readonly line: number }>();
  const archives =
    options.confinedTo === undefined
      ? yield* unpackPlaces(
          rows.map((row) => row.place),
          table,
          options,
        )
      : new Map<string, string>();
  const look = async ({ place }: PhotoRow): Promise<FoundFile & { readonly source?: string }> => {
    const photo = fetched.get(place);
    return photo === undefined ? locatePhoto(place, { ...options, table, archives }) : { ...photo, source: place };
  };
  let at = 0;
  for await (const found of mapAhead(rows, look, { ahead: looksAhead, signal })) {
    const row = rows[at++];
    if (row === undefined) continue;
    if (found.skip !== undefined) {
      skipped.push({ path: found.path, reason: `line ${row.line}: ${found.skip}` });
      continue;
    }
    const other = photos.get(found.path);
    const photo = { ...found, labels: row.labels ?? [], side: row.side ?? options.side, line: row.line };
    photos.set(found.path, other === undefined ? photo : merge(other, photo, table, multiLabel));
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
