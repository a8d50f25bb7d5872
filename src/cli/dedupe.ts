import type { Dataset, DatasetItem, DedupedDataset, MediumWords } from 'graft-ml';
import type { DatasetArguments } from './dataset-options.ts';
import { printable, shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { tableFor } from './output-folder.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count, counted } from './write-quantity.ts';

/** The options of `graft dedupe`. */
export interface DedupeArguments extends DatasetArguments {
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly multiLabel?: boolean | undefined;
  readonly near?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** How many groups are listed; all of them are with `--json`. */
const listed = 10;

/** `graft dedupe <photos>`: writes down the photos without those that are there twice. */
export function dedupeVerb(photos: string, { near, out, force, json, ...opening }: DedupeArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { datasetTable, dedupeDataset, expectNewFile, findCopiesEvents, openDatasetEvents, wordsOf, writeNewFile } = await import(
      'graft-ml'
    );
    const file = out ?? tableFor(photos, 'distinct');
    await expectNewFile(file, { replace: force });
    const dataset = await follow(openDatasetEvents(photos, { ...opening, use: 'evaluation', signal }), progress);
    const groups = near ? await follow(findCopiesEvents(dataset, { signal }), progress) : [];
    const deduped = await follow(dedupeDataset(dataset, { groups, signal }), progress);
    await writeNewFile(file, datasetTable(deduped.dataset, file), { replace: force, signal });
    listSkipped(deduped.dataset.skipped, terminal.err);
    if (json) terminal.out.line(JSON.stringify(dedupedAsJson(file, deduped)));
    else printDeduped({ file, words: wordsOf(dataset.medium) }, dataset, deduped, terminal.out);
  });
}

const named = ({ path, source }: DatasetItem): string => source ?? path;

function printDeduped(
  { file, words: { one, many } }: { readonly file: string; readonly words: MediumWords },
  { items }: Dataset,
  { dataset, removed, conflicts }: DedupedDataset,
  { line, paint }: Channel,
): void {
  line();
  line(`  ${paint.bold(count(dataset.items.length))} of ${counted(items.length, one)} kept`);
  if (removed.length > 0) {
    line();
    line(`  ${counted(removed.length, 'copy', 'copies')} left out:`);
    for (const { item, sameAs } of removed.slice(0, listed))
      line(`    ${printable(named(item))}  ${paint.dim(`is ${printable(named(sameAs))}`)}`);
    if (removed.length > listed) line(paint.dim(`    … and ${counted(removed.length - listed, 'more', 'more')}`));
  }
  if (conflicts.length > 0) {
    line();
    line(paint.yellow(`  ${counted(conflicts.length, one)} with more than one label: one of them is wrong, so none was kept`));
    for (const [at, { items: same }] of conflicts.slice(0, listed).entries()) {
      if (at > 0) line();
      for (const item of same) line(`    ${printable(named(item))}  ${paint.dim(printable(dataset.classes[item.label] ?? ''))}`);
    }
    if (conflicts.length > listed) line(paint.dim(`    … and ${counted(conflicts.length - listed, 'more', 'more')}`));
  }
  line();
  line(`  ${paint.bold('Table')}  ${printable(file)}  ${paint.dim(`the ${many} are where they were`)}`);
  line(`  ${paint.bold('Next')}   ${paint.cyan(`graft train ${shellQuoted(file)}`)}`);
}

function dedupedAsJson(file: string, { dataset, removed, conflicts }: DedupedDataset): object {
  const { classes, items, skipped } = dataset;
  return {
    table: file,
    kept: items.length,
    removed: removed.map(({ item, sameAs, kind }) => ({ file: named(item), sameAs: named(sameAs), kind })),
    conflicts: conflicts.map(({ items: same, kind }) => ({
      kind,
      files: same.map((item) => ({ file: named(item), label: classes[item.label] })),
    })),
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}
