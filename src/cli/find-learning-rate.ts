import type { TrainOptions } from 'graft-ml';
import { drawBar } from './draw-bar.ts';
import { drawTable } from './draw-table.ts';
import { follow } from './follow.ts';
import type { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** So many of the rates are drawn. */
const rowsDrawn = 20;

/** Width of the longest bar. */
const barWidth = 30;

/** How they are shown. */
export interface ShowRatesOptions {
  readonly json?: boolean | undefined;
  /** Where to draw them. */
  readonly svg?: string | undefined;
  /** Replaces the drawing that stands there. */
  readonly force?: boolean | undefined;
}

/** `graft train --train-from … --find-learning-rate`: the loss under rising learning rates, and the one to train with. */
export async function showLearningRates(
  options: TrainOptions,
  { json, svg, force }: ShowRatesOptions,
  { terminal, progress }: { readonly terminal: Terminal; readonly progress: Progress },
): Promise<void> {
  const { expectNewFile, findLearningRateEvents, learningRatesSvg, writeNewFile } = await import('graft-ml');
  if (svg !== undefined) await expectNewFile(svg, { replace: force });
  const found = await follow(findLearningRateEvents(options), progress);
  if (svg !== undefined) await writeNewFile(svg, learningRatesSvg(found), { replace: force, signal: options.signal });
  const { out } = terminal;
  if (json) {
    out.line(JSON.stringify({ ...found, steepest: found.steepest ?? null, suggestion: found.suggestion ?? null }));
    return;
  }
  const { points, suggestion } = found;
  const every = Math.max(1, Math.ceil(points.length / rowsDrawn));
  const drawn = points.filter((_, i) => i % every === 0);
  const most = Math.max(...drawn.map(({ smoothed }) => smoothed));
  const rows = drawn.map(({ rate, smoothed }) => [rate.toExponential(1), smoothed.toPrecision(3), drawBar(smoothed / most, barWidth)]);
  const layout = [{ title: 'learning rate', align: 'right' }, { title: 'loss, smoothed', align: 'right' }, {}] as const;
  for (const row of drawTable(layout, rows, {
    columns: out.columns,
    titlePaint: out.paint.dim,
    paint: (cell, _, column) => (column === 2 ? out.paint.cyan(cell) : cell),
  }))
    out.line(row);
  out.line();
  out.line(
    suggestion === undefined
      ? out.paint.yellow('  The loss only rises: there is little left to learn, or the smallest of these rates is too large already.')
      : `  ${out.paint.bold('Try')}  --learning-rate ${suggestion.toPrecision(2)}`,
  );
}
