import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { looksLikePhoto } from './photo-place.ts';
import { readText } from './read-text.ts';
import { type ColumnOptions, isHeader } from './table-columns.ts';
import { tableFault } from './table-fault.ts';
import type { TableRow } from './table-row.ts';

/** A path, a label and what else a row may say; a quote that is never closed would swallow the rest of the file. */
const maxRecordCharacters = 1 << 20;

/** How much of the text is looked at to tell what sets the columns apart. */
const sampleCharacters = 1 << 16;

/**
 * Reads rows set apart by commas, semicolons or tabs (RFC 4180 and what spreadsheets make of it), as they come.
 *
 * Quoted cells may hold delimiters, quotes (doubled) and line breaks; CRLF and a byte order mark are no trouble; spaces
 * around a cell are not part of it. A table without a header is understood where one of its two columns holds pictures.
 *
 * @throws `DATASET_INVALID` with the line for a row with more cells than the header, and for quotes that do not fit.
 */
export async function* readCsv(file: string, options: ColumnOptions, signal?: AbortSignal): AsyncGenerator<TableRow, void, void> {
  const text = readText(file, signal);
  let sample = '';
  for (let step = await text.next(); !step.done; step = await text.next()) {
    sample += step.value;
    if (sample.length >= sampleCharacters) break;
  }
  const parser = parse({
    delimiter: delimiterOf(sample, file),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: maxRecordCharacters,
  });
  const source = Readable.from(following(sample, text));
  source.on('error', (cause) => parser.destroy(cause)); // a pipe passes on data alone
  source.pipe(parser);
  let header: readonly string[] | undefined;
  try {
    for await (const each of parser) {
      const { record, info } = each as { record: string[]; info: Info }; // what `info: true` without columns gives
      const line = info.lines;
      if (header === undefined) {
        header = headerOf(record, options, file);
        expectDifferent(header, file);
        if (isHeader(record, options)) continue;
      }
      yield { line, cells: cellsOf(record, header, file, line) };
    }
  } catch (cause) {
    throw cause instanceof CsvError ? csvFault(cause, file) : cause;
  } finally {
    source.destroy();
  }
}

async function* following(first: string, rest: AsyncGenerator<string, void, void>): AsyncGenerator<string, void, void> {
  if (first !== '') yield first;
  yield* rest;
}

/** What sets the columns apart: by the file's name, or what is found most often outside quotes in the first line. */
function delimiterOf(sample: string, file: string): string {
  if (extname(file).toLowerCase() === '.tsv') return '\t';
  const firstLine = (/^[^\r\n]*(?:\r?\n)+/.exec(sample)?.[0] ?? sample).replaceAll(/"[^"]*"/g, '');
  const counts = [',', '\t', ';'].map((mark) => ({ mark, count: firstLine.split(mark).length - 1 }));
  // A tab in a line is a delimiter whatever else is there: addresses hold commas and semicolons.
  if ((counts[1]?.count ?? 0) > 0) return '\t';
  const most = counts.toSorted((a, b) => b.count - a.count)[0];
  if (most !== undefined && most.count > 0) return most.mark;
  return / /.test(firstLine.trim()) && extname(file).toLowerCase() === '.txt' ? ' ' : ',';
}

/** The columns' names; a table without a header gets `path` and `label`, in the order in which it has them. */
function headerOf(first: readonly string[], options: ColumnOptions, file: string): readonly string[] {
  if (isHeader(first, options)) return first;
  const at = first.findIndex(looksLikePhoto);
  if (first.length === 2 && at !== -1) return at === 0 ? ['path', 'label'] : ['label', 'path'];
  const has = first.slice(0, 10).map((cell) => JSON.stringify(cell.slice(0, 60)));
  throw tableFault(
    file,
    1,
    `it is no header that Graft understands, and no photo with its label: ${has.join(', ')}`,
    'Give the table a first line such as path,label, or name its columns with --path-column and --label-column.',
  );
}

function expectDifferent(header: readonly string[], file: string): void {
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
  if (twice !== undefined) throw tableFault(file, 1, `two columns are called ${JSON.stringify(twice)}`, 'Rename one of them.');
}

function cellsOf(record: readonly string[], header: readonly string[], file: string, line: number): ReadonlyMap<string, string> {
  if (record.slice(header.length).some((cell) => cell !== '')) {
    throw tableFault(
      file,
      line,
      `there are ${record.length} cells, but ${header.length} columns`,
      'A label or path with a comma in it must stand in quotes: "salt, sea".',
    );
  }
  return new Map(header.map((name, at) => [name, record[at] ?? '']));
}

function csvFault(cause: CsvError, file: string): unknown {
  const line = 'lines' in cause && typeof cause['lines'] === 'number' ? cause['lines'] : undefined;
  const [what, hint] = reasons[cause.code] ?? [cause.message, 'Check the quotes around there.'];
  return tableFault(file, line, what, hint, cause);
}

const quotes = 'A cell with a quote in it is written in quotes, and the quote doubled: "5"" nail".';

const reasons: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a quote is opened and never closed', quotes],
  CSV_INVALID_CLOSING_QUOTE: ['a quote ends in the middle of a cell', quotes],
  INVALID_OPENING_QUOTE: ['a quote begins in the middle of a cell', quotes],
  CSV_MAX_RECORD_SIZE: [`a row has more than ${maxRecordCharacters} characters, so a quote is opened and never closed`, quotes],
};
