import type { MediumWords, Sweep } from 'graft-ml';
import { drawTable } from './draw-table.ts';
import { interval } from './print-training.ts';
import type { Paint } from './terminal.ts';
import { percent } from './write-quantity.ts';

/** Draws what a sweep tried: a row each, the best marked, and those that no other beats in accuracy and time. */
export function drawSweep(
  { choices, paretoLine, best }: Sweep,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
  { one }: MediumWords,
): string[] {
  const several = (values: readonly string[]): boolean => new Set(values).size > 1;
  const networks = several(choices.map(({ backbone }) => backbone));
  const fits = several(choices.map(({ fit }) => fit));
  const rows = choices.map((choice, place) => [
    place === best ? '★' : paretoLine.includes(place) ? '•' : '',
    ...(networks ? [choice.backbone] : []),
    ...(fits ? [choice.fit] : []),
    choice.cut.join(' + '),
    choice.head,
    percent(choice.accuracy),
    interval(choice.accuracyInterval),
    choice.logLoss.toFixed(3),
    choice.milliseconds.toFixed(1),
  ]);
  const layout = [
    {},
    ...(networks ? [{ title: 'backbone', shrink: 'start' as const }] : []),
    ...(fits ? [{ title: 'fit' }] : []),
    { title: 'cut', shrink: 'end' as const },
    { title: 'head' },
    { title: 'accuracy', align: 'right' as const },
    { title: '95 % interval', align: 'right' as const },
    { title: 'log loss', align: 'right' as const },
    { title: `ms a ${one}`, align: 'right' as const },
  ];
  const painted = (cell: string, row: number): string =>
    row === best ? paint.green(cell) : paretoLine.includes(row) ? cell : paint.dim(cell);
  return [
    '',
    ...drawTable(layout, rows, { columns, titlePaint: paint.dim, paint: painted }),
    '',
    `  ${paint.dim('★ least log loss in cross-validation: trained now   • none is both faster and better')}`,
  ];
}
