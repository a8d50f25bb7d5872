import { readText } from './read-text.ts';
import { tableFault } from './table-fault.ts';
import type { TableRow } from './table-row.ts';

/** A row says where a photo is and what it shows; more than this is no such row. */
const maxLineCharacters = 1 << 20;

/**
 * Reads a file with a JSON object a line (JSON Lines), as they come; empty lines are passed over.
 *
 * @throws `DATASET_INVALID` with the line for what is no JSON, or no object.
 */
export async function* readJsonl(file: string, signal?: AbortSignal): AsyncGenerator<TableRow, void, void> {
  let line = 0;
  for await (const text of linesOf(file, signal)) {
    line++;
    if (text.trim() === '') continue;
    yield { line, cells: new Map(Object.entries(objectOf(text, file, line))) };
  }
}

function objectOf(text: string, file: string, line: number): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const hint =
      line === 1 && text.trimStart().startsWith('[') ? 'JSON Lines has no brackets around all: write one object a line.' : example;
    throw tableFault(file, line, 'it is not JSON', hint, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw tableFault(file, line, 'it is no JSON object', example);
}

const example = 'Write one object a line: {"file_name":"1.jpg","label":"cat"}.';

async function* linesOf(file: string, signal: AbortSignal | undefined): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const text of readText(file, signal)) {
    const pieces = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
    if (rest.length > maxLineCharacters) throw tableFault(file, undefined, `a line has more than ${maxLineCharacters} characters`, example);
  }
  if (rest !== '') yield rest;
}
