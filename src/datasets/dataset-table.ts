import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Dataset, DatasetItem } from './dataset.ts';
import { labelsOf } from './labels-of.ts';
import { isAddress } from './tables/photo-place.ts';
import { type WrittenRow, writeTable } from './tables/write-table.ts';

/**
 * Writes a dataset as a table that `openDataset` opens: CSV, TSV or JSON Lines by the file's name, with the columns
 * `file_name`, `label` and, where the dataset is divided, `split`.
 *
 * Photos below the table's folder are named relative to it, so that both may be moved together; others by their absolute
 * path, or by the address or the archive that they came from.
 *
 * @param file Where the table is to stand. Nothing is written.
 */
export function datasetTable({ classes, items }: Dataset, file: string): string {
  const divided = items.some((item) => item.side !== undefined);
  const rows = items.map((item): WrittenRow => {
    const labels = labelsOf(item).map((label) => classes[label] ?? '');
    return { file: placeInTable(item, file), labels, more: divided ? { split: item.side ?? '' } : {} };
  });
  return writeTable(rows, file);
}

/** How a table names a photo. */
export function placeInTable({ path, source = path }: Pick<DatasetItem, 'path' | 'source'>, file: string): string {
  if (isAddress(source)) return source;
  const whole = resolve(source);
  const short = relative(dirname(resolve(file)), whole);
  return short.startsWith('..') || isAbsolute(short) ? whole : short.replaceAll('\\', '/');
}
