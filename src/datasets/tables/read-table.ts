import { extname } from 'node:path';
import type { DatasetSide } from '../dataset.ts';
import { sideCellNames } from '../side-names.ts';
import { cellLabels } from './cell-labels.ts';
import { readCsv } from './read-csv.ts';
import { readJsonl } from './read-jsonl.ts';
import { type ColumnOptions, type Columns, findColumns, namesLabel } from './table-columns.ts';
import { tableFault } from './table-fault.ts';
import type { TableRow } from './table-row.ts';

/** How to read a table of photos. */
export interface TableOptions extends ColumnOptions {
  /** Whether a photo may have several labels. @default false */
  readonly multiLabel?: boolean | undefined;
  /** What sets several labels apart within a cell of text. @default '|' */
  readonly labelSeparator?: string | undefined;
}

/** A row that names a photo. */
export interface PhotoRow {
  readonly line: number;
  /** A path or an address, as it stands in the table. */
  readonly place: string;
  /** Undefined where the table has no column of labels; empty where the cell is. */
  readonly labels: readonly string[] | undefined;
  readonly side: DatasetSide | undefined;
}

/** The names that tables of photos end in. */
export const tableExtensions: ReadonlySet<string> = new Set(['.csv', '.tsv', '.txt', '.jsonl', '.ndjson']);

/**
 * Reads a table of photos: CSV, TSV, JSON Lines, or a text file with a photo and its label a line.
 *
 * @param needLabel Whether the table must have a column of labels.
 * @throws `DATASET_INVALID` with the line that is wrong; `FILE_NOT_FOUND`, `FILE_UNREADABLE`
 */
export async function* readTable(
  file: string,
  options: TableOptions & { readonly needLabel: boolean; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<PhotoRow, void, void> {
  const { multiLabel = false, labelSeparator = '|', needLabel, signal } = options;
  let columns: Columns | undefined;
  for await (const { line, cells } of rowsOf(file, options, signal)) {
    columns ??= findColumns([...cells.keys()], options, file, needLabel);
    const place = cells.get(columns.path);
    if (place !== undefined && place !== null && typeof place !== 'string')
      throw tableFault(file, line, `${JSON.stringify(columns.path)} is no text`, 'It is to be a path or an address.');
    const labelled = { multiLabel, separator: labelSeparator, file, line };
    yield {
      line,
      place: place ?? '',
      labels: columns.label === undefined ? undefined : cellLabels(cells.get(columns.label), labelled),
      side: columns.split === undefined ? undefined : sideOf(cells.get(columns.split), file, line),
    };
  }
}

function rowsOf(file: string, options: ColumnOptions, signal: AbortSignal | undefined): AsyncGenerator<TableRow, void, void> {
  const extension = extname(file).toLowerCase();
  return extension === '.jsonl' || extension === '.ndjson' ? readJsonl(file, signal) : readCsv(file, options, signal);
}

function sideOf(cell: unknown, file: string, line: number): DatasetSide | undefined {
  if (cell === undefined || cell === null || cell === '') return undefined;
  const side = typeof cell === 'string' ? sideCellNames[cell.trim().toLowerCase()] : undefined;
  if (side !== undefined) return side;
  throw tableFault(file, line, `it is for ${JSON.stringify(cell)}`, 'A photo is for train, val or test; leave the cell empty otherwise.');
}

/** Whether a table has a column of labels, by its name or as asked for; false, too, where it has no rows. */
export async function hasLabelColumn(
  file: string,
  options: TableOptions & { readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  if (options.labelColumn !== undefined) return true;
  for await (const { cells } of rowsOf(file, options, options.signal)) return namesLabel([...cells.keys()]);
  return false;
}
