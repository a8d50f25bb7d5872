import type { Device, MediumWords, ModelComparison } from 'graft-ml';
import { chooseDeviceFor } from './choose-device-for.ts';
import { drawTable } from './draw-table.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { interval } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count, counted, percent } from './write-quantity.ts';

/** The options of `graft compare`. */
export interface CompareArguments {
  readonly strict?: boolean | undefined;
  readonly device?: Device | 'auto' | undefined;
  readonly json?: boolean | undefined;
}

/** `graft compare <model> <other> <folder>`: tells whether one model is better than another. */
export function compareVerb(
  first: string,
  second: string,
  data: string,
  { strict, device: wanted, json }: CompareArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { compareModelsEvents, loadModel, wordsOf } = await import('graft-ml');
    const device = await chooseDeviceFor(wanted, terminal.err);
    await using a = await loadModel(first, { device });
    await using b = await loadModel(second, { device });
    const result = await follow(compareModelsEvents(a, b, data, { strict, signal }), progress, undefined, a.medium);
    const words = wordsOf(a.medium);
    const { skipped, ...comparison } = result;
    listSkipped(skipped, terminal.err);
    if (!json) return printComparison(result, [first, second], terminal.out, words);
    const files = skipped.map(({ path, reason }) => ({ file: path, reason }));
    terminal.out.line(JSON.stringify({ models: [first, second], ...comparison, meaning: meaningOf(result, words), skipped: files }));
  });
}

function printComparison(
  comparison: ModelComparison,
  names: readonly [string, string],
  { line, paint, columns }: Channel,
  words: MediumWords,
): void {
  const { images, first, second, table, difference, differenceInterval, pValue } = comparison;
  const rows = [first, second].map(({ accuracy, accuracyInterval }, i) => [
    'AB'[i] ?? '',
    names[i] ?? '',
    percent(accuracy),
    interval(accuracyInterval),
  ]);
  line();
  const layout = [{}, { title: 'model', shrink: 'start' }, { title: 'accuracy', align: 'right' }, { title: '95 % interval' }] as const;
  for (const row of drawTable(layout, rows, { columns, titlePaint: paint.dim })) line(row);
  line();
  const cells = [
    ['A right', count(table.both), count(table.onlyFirst)],
    ['A wrong', count(table.onlySecond), count(table.neither)],
  ];
  const grid = [{}, { title: 'B right', align: 'right' }, { title: 'B wrong', align: 'right' }] as const;
  for (const row of drawTable(grid, cells, { columns, titlePaint: paint.dim })) line(row);
  line();
  const points = (part: number): string => `${part < 0 ? '−' : '+'}${(100 * Math.abs(part)).toFixed(1)}`;
  const range = `95 % interval ${points(differenceInterval.low)} to ${points(differenceInterval.high)}`;
  line(
    `  B – A     ${points(difference)} points  ${paint.dim(`on ${counted(images, words.one)}; ${range}; McNemar's test p = ${pValue.toPrecision(2)}`)}`,
  );
  line(`  ${paint.bold(meaningOf(comparison, words))}`);
}

/** What a comparison means, in a sentence. */
function meaningOf({ table: { onlyFirst, onlySecond }, pValue }: ModelComparison, { many }: MediumWords): string {
  const better = onlySecond > onlyFirst ? 'B' : 'A';
  if (onlyFirst + onlySecond === 0) return `Both have the same ${many} right: nothing tells them apart here.`;
  if (pValue < 0.05) return `${better} is better: equally good models would seldom differ so much (${percent(pValue)} of the time).`;
  return onlyFirst === onlySecond
    ? `No difference: each has as many ${many} right that the other has wrong.`
    : `No clear difference: equally good models would differ so much ${percent(pValue)} of the time. More ${many} would tell.`;
}
