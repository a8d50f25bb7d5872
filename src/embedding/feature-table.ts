import { extname } from 'node:path';
import { csvLine } from '../datasets/tables/csv-line.ts';
import { invalidArgument } from '../errors.ts';
import { npyHeader } from '../formats/npy/npy-header.ts';
import { parquetPieces } from '../formats/parquet/parquet-pieces.ts';
import { rowOf } from '../tensor/matrix.ts';
import type { EmbeddedPhoto, EmbeddedRows } from './embedded-rows.ts';
import { float32Text } from './float32-text.ts';

/** The formats that features are written in. */
export type FeatureFormat = 'parquet' | 'npy' | 'csv';

/** A piece of one of a table's files. */
export interface TablePiece {
  /** Where it goes: what is added to the table's path, `''` for the table itself. */
  readonly beside: '' | '.files.csv';
  readonly data: string | Uint8Array;
  /** Replaces the file's first bytes, rather than being added at its end. */
  readonly first?: boolean;
}

/** Turns photos with features into the pieces of one or two files, in the order they are to be written. */
export interface FeatureTable {
  readonly start: () => readonly TablePiece[];
  readonly rows: (rows: EmbeddedRows) => Iterable<TablePiece>;
  readonly end: () => readonly TablePiece[];
}

/** What a photo's row begins with. */
const columns = ['file', 'label', 'split', 'sha256'] as const;

/** The format that a file's name asks for. @throws `INVALID_ARGUMENT` for a name that asks for none */
export function featureFormat(file: string): FeatureFormat {
  const extension = extname(file).toLowerCase();
  const format = ({ '.parquet': 'parquet', '.npy': 'npy', '.csv': 'csv' } as const)[extension];
  if (format !== undefined) return format;
  throw invalidArgument('the file', 'a name that ends in .parquet, .npy or .csv', file);
}

/**
 * A table of features in one of the formats.
 *
 * @param width How many numbers a photo has.
 * @param metadata What the numbers are, as JSON; kept where the format has room for it.
 */
export function featureTable(format: FeatureFormat, width: number, metadata: object): FeatureTable {
  return { parquet: parquetTable, npy: npyTable, csv: csvTable }[format](width, metadata);
}

function parquetTable(_width: number, metadata: object): FeatureTable {
  const types = [...columns.map((name) => ({ name, type: 'text' as const })), { name: 'features', type: 'floats' as const }];
  const { group, end } = parquetPieces(types, { graft: JSON.stringify(metadata) });
  return {
    start: () => [],
    rows: ({ photos, features }) => {
      const texts = columns.map((column) => photos.map((photo) => photo[column]));
      return [{ beside: '', data: group([...texts, photos.map((_, row) => rowOf(features, row))]) }];
    },
    end: () => [{ beside: '', data: end() }],
  };
}

/** The numbers alone, and what they belong to in a table beside them. */
function npyTable(width: number): FeatureTable {
  let count = 0;
  return {
    start: () => [
      { beside: '', data: npyHeader([0, width]) },
      { beside: '.files.csv', data: csvLine(columns) },
    ],
    rows: ({ photos, features: { data } }) => {
      count += photos.length;
      return [
        { beside: '', data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) },
        { beside: '.files.csv', data: photos.map((photo) => csvLine(cellsOf(photo))).join('') },
      ];
    },
    end: () => [{ beside: '', data: npyHeader([count, width]), first: true }],
  };
}

function csvTable(width: number): FeatureTable {
  const names = Array.from({ length: width }, (_, column) => `f${column}`);
  return {
    start: () => [{ beside: '', data: csvLine([...columns, ...names]) }],
    *rows({ photos, features }) {
      // A line at a time: the text of them all would be several times their numbers.
      for (const [row, photo] of photos.entries())
        yield { beside: '', data: csvLine([...cellsOf(photo), ...Array.from(rowOf(features, row), float32Text)]) };
    },
    end: () => [],
  };
}

const cellsOf = (photo: EmbeddedPhoto): string[] => columns.map((column) => photo[column] ?? '');
