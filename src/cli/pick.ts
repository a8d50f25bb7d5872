import type { MediumWords, Picks } from 'graft-ml';
import type { DatasetArguments } from './dataset-options.ts';
import { drawTable } from './draw-table.ts';
import { printable, shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { tableFor } from './output-folder.ts';
import type { Progress } from './progress.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count, counted, percent } from './write-quantity.ts';

/** The options of `graft pick`. */
export interface PickArguments extends DatasetArguments {
  readonly number: number;
  readonly labelled?: string | undefined;
  readonly seed?: number | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** How many are shown; all of them are in the table. */
const shown = 10;

/** `graft pick <model> <folder>`: writes down which unlabelled photos to label next. */
export function pickVerb(
  model: string,
  photos: string,
  { number, labelled, seed, out, force, json, ...opening }: PickArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { expectNewFile, loadModel, openPictures, pickEvents, placeInTable, wordsOf, writeNewFile, writeTable } = await import(
      'graft-ml'
    );
    const file = out ?? tableFor(photos, 'pick');
    await expectNewFile(file, { replace: force });
    await using classifier = await loadModel(model);
    const { items, skipped } = await openPictures(photos, signal, classifier.medium);
    const before = labelled === undefined ? undefined : await openLabelled(labelled, opening, progress, signal);
    const files = items.map(({ path }) => path);
    const picks = await follow(
      pickEvents(classifier, files, { count: number, seed, labelled: before?.hashes, signal }),
      progress,
      undefined,
      classifier.medium,
    );
    const rows = picks.picked.map(({ file: path, guess, uncertainty }) => ({
      file: placeInTable({ path }, file),
      labels: [],
      more: { guess: guess.label, probability: guess.probability.toFixed(3), uncertainty: uncertainty.toFixed(3) },
    }));
    const old = before?.dataset.items.map((item) => ({
      file: placeInTable(item, file),
      labels: [before.dataset.classes[item.label] ?? ''],
      more: { guess: '', probability: '', uncertainty: '' },
    }));
    await writeNewFile(file, writeTable([...rows, ...(old ?? [])], file), { replace: force, signal });
    listSkipped([...skipped, ...picks.skipped], terminal.err);
    if (json) terminal.out.line(JSON.stringify(picksAsJson(file, picks, skipped)));
    else printPicks({ file, labelled: old?.length ?? 0, words: wordsOf(classifier.medium) }, picks, terminal.out);
  });
}

/** Photos that have labels already, and their content. */
async function openLabelled(labelled: string, opening: DatasetArguments, progress: Progress, signal: AbortSignal) {
  const { hashPhotos, openDatasetEvents } = await import('graft-ml');
  const dataset = await follow(openDatasetEvents(labelled, { ...opening, use: 'evaluation', signal }), progress);
  const files = dataset.items.map(({ path }) => path);
  const hashed = await follow(hashPhotos(files, { signal }), progress);
  return { dataset, hashes: new Set(hashed.flatMap((each) => ('sha256' in each ? [each.sha256] : []))) };
}

/** What else is told of what was picked. */
interface About {
  readonly file: string;
  /** So many were labelled before. */
  readonly labelled: number;
  readonly words: MediumWords;
}

function printPicks({ file, labelled, words: { medium, one } }: About, { picked, pool }: Picks, { line, paint, columns }: Channel): void {
  line();
  line(`  ${paint.bold(`${counted(picked.length, one)} to label next`)}, of ${count(pool)}`);
  line();
  const rows = [
    [one, 'perhaps', '', 'stands for'],
    ...picked
      .slice(0, shown)
      .map(({ file: path, guess, standsFor }) => [printable(path), printable(guess.label), percent(guess.probability), count(standsFor)]),
  ];
  const layout = [{ shrink: 'start' }, { shrink: 'end' }, { align: 'right' }, { align: 'right' }] as const;
  const shade = (cell: string, row: number): string => (row === 0 ? paint.dim(cell) : cell);
  for (const row of drawTable(layout, rows, { columns, paint: shade })) line(row);
  if (picked.length > shown) line(paint.dim(`  … and ${counted(picked.length - shown, 'more', 'more')}`));
  line();
  line(
    `  ${paint.bold('Table')}  ${printable(file)}  ${paint.dim(`the most useful first${labelled > 0 ? `, then the ${counted(labelled, one)} labelled before` : ''}`)}`,
  );
  line(
    `  ${paint.bold('Next')}   write what each ${medium === 'sounds' ? 'is of' : 'shows'} into the column ${paint.bold('label')}, then ${paint.cyan(`graft train ${shellQuoted(file)}`)}`,
  );
}

function picksAsJson(file: string, { picked, pool, skipped }: Picks, before: Picks['skipped']): object {
  return {
    table: file,
    pool,
    picked: picked.map(({ file: path, guess, uncertainty, standsFor }) => ({
      file: path,
      uncertainty,
      standsFor,
      guess: { label: guess.label, probability: guess.probability },
    })),
    skipped: [...before, ...skipped].map(({ path, reason }) => ({ file: path, reason })),
  };
}
