import type { Evaluation, MediumWords } from 'graft-ml';
import { drawBar } from './draw-bar.ts';
import { drawTable } from './draw-table.ts';
import { printable } from './fit-text.ts';
import type { Channel } from './terminal.ts';
import { count, percent } from './write-quantity.ts';

const barWidth = 12;

/** A table with a row a class: how many of it were found, and how many that were named so were it. */
export function drawClassScores(
  perClass: Evaluation['perClass'],
  { columns, paint }: Pick<Channel, 'columns' | 'paint'>,
  { many }: MediumWords,
): string[] {
  const withBars = columns >= 72;
  const rows = perClass.map(({ label, support, recall, precision, f1 }) => [
    printable(label),
    count(support),
    percent(support === 0 ? Number.NaN : recall),
    percent(precision),
    percent(f1),
    ...(withBars ? [drawBar(recall, barWidth)] : []),
  ]);
  const grade = (row: number): ((text: string) => string) => {
    const { recall = 0 } = perClass[row] ?? {};
    return recall >= 0.8 ? paint.green : recall >= 0.5 ? paint.yellow : paint.red;
  };
  return drawTable(
    [
      { title: 'class', shrink: 'end' },
      { title: many, align: 'right' },
      { title: 'found', align: 'right' },
      { title: 'precision', align: 'right' },
      { title: 'F1', align: 'right' },
      ...(withBars ? [{}] : []),
    ],
    rows,
    { columns, titlePaint: paint.dim, paint: (cell, row, column) => (column === 5 ? grade(row)(cell) : cell) },
  );
}
