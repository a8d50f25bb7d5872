import type { Dataset, MediumWords } from 'graft-ml';
import type { DatasetArguments } from './dataset-options.ts';
import { drawTable } from './draw-table.ts';
import { printable, shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { tableFor } from './output-folder.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count, percent } from './write-quantity.ts';

/** The options of `graft split`. */
export interface SplitArguments extends DatasetArguments {
  readonly train?: number | undefined;
  readonly val?: number | undefined;
  readonly test?: number | undefined;
  readonly seed?: number | undefined;
  readonly again?: boolean | undefined;
  readonly near?: boolean | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly multiLabel?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft split <photos>`: writes down which photos are to learn from, to choose by, and to test with. */
export function splitVerb(
  photos: string,
  { train, val, test, seed, again, near, out, force, json, ...opening }: SplitArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { datasetTable, divideDataset, expectNewFile, findCopiesEvents, openDatasetEvents, wordsOf, writeNewFile } = await import(
      'graft-ml'
    );
    const parts = await expectParts(train, val, test);
    const file = out ?? tableFor(photos, 'split');
    await expectNewFile(file, { replace: force });
    const dataset = await follow(openDatasetEvents(photos, { ...opening, use: 'evaluation', signal }), progress);
    const groups = near ? await follow(findCopiesEvents(dataset, { signal }), progress) : [];
    const divided = await follow(divideDataset(dataset, { ...parts, seed, again, groups, signal }), progress);
    await writeNewFile(file, datasetTable(divided, file), { replace: force, signal });
    listSkipped(divided.skipped, terminal.err);
    if (json) terminal.out.line(JSON.stringify(splitAsJson(file, divided)));
    else printSplit(file, divided, terminal.out, wordsOf(dataset.medium));
  });
}

/** The two parts that are held out; those not given get what is left, or a tenth each. */
async function expectParts(train: number | undefined, val: number | undefined, test: number | undefined) {
  const { invalidArgument } = await import('graft-ml');
  const rest = 1 - (train ?? 0) - (val ?? 0) - (test ?? 0);
  const open = [val, test].filter((part) => part === undefined).length;
  const share = train === undefined ? 0.1 : open === 0 ? 0 : rest / open;
  const parts = { validation: val ?? share, test: test ?? share };
  const sum = (train ?? 1 - parts.validation - parts.test) + parts.validation + parts.test;
  if (Math.abs(sum - 1) < 1e-9 && parts.validation + parts.test < 1 && parts.validation >= 0 && parts.test >= 0) return parts;
  throw invalidArgument(
    '--train, --val and --test',
    'parts that sum to 1, with something to train on',
    sum,
    'For example --val 0.1 --test 0.2.',
  );
}

const sides = ['train', 'validation', 'test'] as const;

function printSplit(file: string, { classes, items }: Dataset, { line, paint, columns }: Channel, { many }: MediumWords): void {
  const counts = countSides(items, classes.length);
  const totals = sides.map((side) => items.filter((item) => item.side === side).length);
  const rows = [
    ['class', ...sides],
    ...classes.map((name, label) => [printable(name), ...sides.map((side) => count(counts[label]?.[side] ?? 0))]),
    ['in all', ...totals.map((total) => `${count(total)}`)],
    ['', ...totals.map((total) => percent(total / items.length))],
  ];
  line();
  const right = { align: 'right' } as const;
  const shade = (cell: string, row: number): string => (row === 0 || row === rows.length - 1 ? paint.dim(cell) : cell);
  for (const row of drawTable([{ shrink: 'end' }, right, right, right], rows, { columns, paint: shade })) line(row);
  line();
  line(`  ${paint.bold('Table')}  ${printable(file)}  ${paint.dim(`the ${many} are where they were`)}`);
  line(`  ${paint.bold('Next')}   ${paint.cyan(`graft train ${shellQuoted(file)}`)}`);
}

function countSides(items: Dataset['items'], classes: number) {
  const counts = Array.from({ length: classes }, () => ({ train: 0, validation: 0, test: 0 }));
  for (const { label, side } of items) {
    const own = counts[label];
    if (own !== undefined && side !== undefined) own[side]++;
  }
  return counts;
}

function splitAsJson(file: string, { classes, items, skipped }: Dataset): object {
  const counts = countSides(items, classes.length);
  return {
    table: file,
    images: items.length,
    counts: Object.fromEntries(sides.map((side) => [side, items.filter((item) => item.side === side).length])),
    classes: classes.map((name, label) => ({ name, ...counts[label] })),
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}
