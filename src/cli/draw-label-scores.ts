import type { LabelSetEvaluation, MediumWords } from 'graft-ml';
import { drawBar } from './draw-bar.ts';
import { drawTable } from './draw-table.ts';
import { printable } from './fit-text.ts';
import type { Channel } from './terminal.ts';
import { count, percent } from './write-quantity.ts';

const barWidth = 12;

/** A table with a row a class, where one may have several: how well those that have it come before those that have not. */
export function drawLabelScores(
  perClass: LabelSetEvaluation['perClass'],
  { columns, paint }: Pick<Channel, 'columns' | 'paint'>,
  { many }: MediumWords,
): string[] {
  const withBars = columns >= 72;
  const rows = perClass.map(({ label, support, averagePrecision, recall, precision, f1 }) => [
    printable(label),
    count(support),
    percent(averagePrecision ?? Number.NaN),
    percent(support === 0 ? Number.NaN : recall),
    percent(precision),
    percent(f1),
    ...(withBars ? [drawBar(averagePrecision ?? 0, barWidth)] : []),
  ]);
  const grade = (row: number): ((text: string) => string) => {
    const precision = perClass[row]?.averagePrecision ?? 0;
    return precision >= 0.8 ? paint.green : precision >= 0.5 ? paint.yellow : paint.red;
  };
  return drawTable(
    [
      { title: 'class', shrink: 'end' },
      { title: many, align: 'right' },
      { title: 'AP', align: 'right' },
      { title: 'found', align: 'right' },
      { title: 'precision', align: 'right' },
      { title: 'F1', align: 'right' },
      ...(withBars ? [{}] : []),
    ],
    rows,
    { columns, titlePaint: paint.dim, paint: (cell, row, column) => (column === 6 ? grade(row)(cell) : cell) },
  );
}
