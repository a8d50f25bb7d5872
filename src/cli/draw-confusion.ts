import type { MediumWords } from 'graft-ml';
import { pad, printable, shorten, widthOf } from './fit-text.ts';
import type { Paint } from './terminal.ts';
import { counted } from './write-quantity.ts';

/** A confusion matrix with the names of its rows and columns. */
export interface Confusion {
  readonly classes: readonly string[];
  /** Rows true, columns predicted. */
  readonly counts: readonly (readonly number[])[];
  /** What was classified. */
  readonly words: MediumWords;
}

/** Below this the names of the classes would say nothing. */
const narrowestName = 8;
const widestName = 24;

/**
 * Draws a confusion matrix as a grid: a row for each true class, a column for what it was taken for, the right ones on
 * the diagonal. Where it is too wide for the terminal, its largest mistakes are listed instead.
 */
export function drawConfusion(confusion: Confusion, { columns, paint }: { readonly columns: number; readonly paint: Paint }): string[] {
  const { classes, counts } = confusion;
  const names = classes.map(printable);
  const largest = Math.max(...counts.flat(), names.length);
  const cell = String(largest).length + 2;
  const marks = names.map((_, at) => String(at + 1));
  const markWidth = String(names.length).length;
  const fixed = 2 + markWidth + 1 + cell * names.length + 2;
  const room = Math.min(widestName, columns - 1 - fixed);
  if (room < Math.min(narrowestName, Math.max(...names.map(widthOf)))) return listMistakes(confusion, 10);
  const nameWidth = Math.min(room, Math.max(...names.map(widthOf)));
  const head = `  ${pad('', markWidth + 1 + nameWidth)}${marks.map((mark) => pad(mark, cell, 'right')).join('')}`;
  const rows = names.map((name, row) => {
    const cells = counts[row] ?? [];
    const support = cells.reduce((sum, value) => sum + value, 0);
    const label = `  ${pad(marks[row] ?? '', markWidth, 'right')} ${pad(shorten(name, nameWidth), nameWidth)}`;
    return (
      label +
      cells
        .map((value, column) => colour(pad(value === 0 ? '·' : String(value), cell, 'right'), value / support, row === column, paint))
        .join('')
    );
  });
  return [`  ${pad('', markWidth + 1 + nameWidth)}${paint.dim(pad('taken for', cell * names.length, 'right'))}`, paint.dim(head), ...rows];
}

function colour(text: string, part: number, right: boolean, paint: Paint): string {
  if (!(part > 0)) return paint.dim(text);
  if (right) return paint.bold(paint.green(text));
  return part >= 0.1 ? paint.red(text) : paint.yellow(text);
}

/** The most frequent mistakes, one a line. */
export function listMistakes({ classes, counts, words }: Confusion, most: number): string[] {
  const mistakes = counts.flatMap((row, truth) => row.map((value, taken) => ({ value, truth, taken })));
  return mistakes
    .filter(({ value, truth, taken }) => value > 0 && truth !== taken)
    .sort((a, b) => b.value - a.value)
    .slice(0, most)
    .map(
      ({ value, truth, taken }) =>
        `  ${counted(value, words.one)} of ${printable(classes[truth] ?? '')} taken for ${printable(classes[taken] ?? '')}`,
    );
}
