import { extname } from 'node:path';
import { csvLine } from './csv-line.ts';
import { labelCell } from './label-cell.ts';

/** A row of a table of photos that Graft writes. */
export interface WrittenRow {
  /** A path, or an address. */
  readonly file: string;
  /** None for a photo that is still to be labelled. */
  readonly labels: readonly string[];
  /** What else there is to say of the photo, by column. */
  readonly more?: Readonly<Record<string, string | number | undefined>>;
}

/**
 * Writes a table of photos that `openDataset` reads: JSON Lines for a file name that ends in `.jsonl` or `.ndjson`, tabs
 * for `.tsv`, else CSV (RFC 4180, but with plain line feeds). The columns are `file_name`, `label`, and what the first
 * row has more.
 *
 * @returns The file's text, in UTF-8 without a byte order mark.
 */
export function writeTable(rows: readonly WrittenRow[], file: string): string {
  const extension = extname(file).toLowerCase();
  if (extension === '.jsonl' || extension === '.ndjson') return rows.map((row) => `${JSON.stringify(asObject(row))}\n`).join('');
  const delimiter = extension === '.tsv' ? '\t' : ',';
  const more = Object.keys(rows[0]?.more ?? {});
  const body = rows.map((row) =>
    csvLine([row.file, labelCell(row.labels), ...more.map((name) => String(row.more?.[name] ?? ''))], delimiter),
  );
  return [csvLine(['file_name', 'label', ...more], delimiter), ...body].join('');
}

function asObject({ file, labels, more }: WrittenRow): object {
  return { file_name: file, ...(labels.length === 0 ? {} : { label: labels.length === 1 ? labels[0] : labels }), ...more };
}
