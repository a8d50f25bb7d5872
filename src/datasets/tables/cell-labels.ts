import { describe } from '../../errors.ts';
import { tableFault } from './table-fault.ts';

/** How a cell with labels is read. */
export interface CellLabelsOptions {
  /** Whether a photo may have several labels. */
  readonly multiLabel: boolean;
  /** What sets labels apart within a cell of text. */
  readonly separator: string;
  readonly file: string;
  readonly line: number;
}

/**
 * The labels that a cell holds: text, a number or a boolean is one; a list holds several, as a JSON array or, with
 * `multiLabel`, as text with separators.
 *
 * @returns Without repetitions; none for an empty cell.
 * @throws `DATASET_INVALID` for several labels without `multiLabel`, and for anything but text and lists of it.
 */
export function cellLabels(cell: unknown, { multiLabel, separator, file, line }: CellLabelsOptions): string[] {
  const found = listOf(cell, multiLabel ? separator : undefined, file, line).filter((label) => label !== '');
  const labels = [...new Set(found)];
  if (labels.length > 1 && !multiLabel) {
    const several = labels.slice(0, 5).map((label) => JSON.stringify(label));
    throw tableFault(file, line, `the photo has several labels: ${several.join(', ')}`, 'Use --multi-label, or keep one label a photo.');
  }
  return labels;
}

function listOf(cell: unknown, separator: string | undefined, file: string, line: number): string[] {
  if (cell === undefined || cell === null) return [];
  if (typeof cell === 'string') return separator === undefined ? [cell] : textList(cell, separator, file, line);
  if (typeof cell === 'number' || typeof cell === 'boolean') return [String(cell)];
  if (Array.isArray(cell)) {
    return cell.map((label: unknown) => {
      if (typeof label === 'string' || typeof label === 'number' || typeof label === 'boolean') return String(label);
      throw tableFault(file, line, `a label is ${describe(label)}`, 'Labels are text, or a list of texts.');
    });
  }
  throw tableFault(file, line, `the label is ${describe(cell)}`, 'Labels are text, or a list of texts.');
}

/** Text with separators, or a JSON array as text. */
function textList(text: string, separator: string, file: string, line: number): string[] {
  if (text.startsWith('[')) {
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value)) return listOf(value, undefined, file, line);
    } catch {
      // no JSON, so a label that begins with a bracket
    }
  }
  return text.split(separator).map((label) => label.trim());
}
