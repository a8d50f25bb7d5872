import type { LearningCurve, MediumWords } from 'graft-ml';
import { drawBar } from './draw-bar.ts';
import { drawTable } from './draw-table.ts';
import { printable } from './fit-text.ts';
import { interval } from './print-training.ts';
import type { Paint } from './terminal.ts';
import { percent } from './write-quantity.ts';

/** Width of a whole bar. */
const barWidth = 20;

/** A gain of less than this is told as none. */
const leastGain = 0.001;

/** Draws what was measured with few to many, what twice as many would bring, and which class would gain most. */
export function drawLearningCurve(
  curve: LearningCurve,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
  { many }: MediumWords,
): string[] {
  const { points, twice, gain, perClass } = curve;
  const rows = [...points, twice].map((point) => [
    point === twice ? `${Math.round(point.photosPerClass)}, forecast` : String(Math.round(point.photosPerClass)),
    percent(point.accuracy),
    interval(point.interval),
    drawBar(point.accuracy, barWidth),
  ]);
  const layout = [
    { title: `${many} a class`, align: 'right' },
    { title: 'accuracy', align: 'right' },
    { title: '95 % interval', align: 'right' },
    {},
  ] as const;
  const painted = (cell: string, row: number, column: number): string =>
    row === points.length ? paint.dim(cell) : column === 3 ? paint.cyan(cell) : cell;
  const [first] = perClass;
  const most =
    first === undefined || first.gain < leastGain ? '' : `; most for ${printable(first.label)}, +${(100 * first.gain).toFixed(1)}`;
  return [
    '',
    ...drawTable(layout, rows, { columns, titlePaint: paint.dim, paint: painted }),
    '',
    `  Twice as many ${many} would bring +${(100 * gain.accuracy).toFixed(1)} points${most}  ${paint.dim(`(95 % interval ${interval(gain.interval)})`)}`,
  ];
}
