import type { CompareWaysOptions, MediumWords, Way, WayRun, WaysComparison } from 'graft-ml';
import { describeDevice } from './choose-device-for.ts';
import type { DatasetArguments } from './dataset-options.ts';
import { drawTable } from './draw-table.ts';
import { follow } from './follow.ts';
import { milestone } from './milestone.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

/** The options of `graft compare <photos>`, as the command line gives them. */
export interface CompareWaysArguments
  extends Omit<CompareWaysOptions, 'data' | 'signal' | 'keepFeatures' | 'cacheFolder'>,
    DatasetArguments {
  /** Where to draw the comparison: as a page, as a picture. */
  readonly out?: string | undefined;
  readonly svg?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft compare <photos>`: ways to train, on the same photos in the same time. */
export function compareWaysVerb(photos: string, { out, svg, force, json, ...options }: CompareWaysArguments): Promise<void> {
  const whenStopped = 'What was measured is kept: the same command goes on where it was.';
  return runVerb({ json, whenStopped }, async ({ terminal, progress, signal }) => {
    const {
      compareWaysEvents,
      comparisonHtml,
      comparisonSvg,
      expectNewFile,
      openDatasetEvents,
      summarizeWays,
      wayTitles,
      ways,
      wordsOf,
      writeNewFile,
    } = await import('graft-ml');
    const files = [
      ...(out === undefined ? [] : [{ file: out, draw: comparisonHtml }]),
      ...(svg === undefined ? [] : [{ file: svg, draw: comparisonSvg }]),
    ];
    for (const { file } of files) await expectNewFile(file, { replace: force });
    const { pathColumn, labelColumn, splitColumn, labelSeparator, allowPrivateAddresses, ...comparing } = options;
    const opening = { pathColumn, labelColumn, splitColumn, labelSeparator, allowPrivateAddresses };
    const data = await follow(openDatasetEvents(photos, { ...opening, signal }), progress);
    const words = wordsOf(data.medium);
    const comparison = await follow(compareWaysEvents({ ...comparing, data, signal }), progress, (event) => {
      if (event.type === 'device') for (const line of describeDevice(event, terminal.err)) progress.line(line);
      if (event.type !== 'way-run' || event.kept) return;
      const { way, photosPerClass, accuracy, seconds } = event.run;
      const told = `${counted(photosPerClass, words.one)} a class  ${wayTitles[way]}  ${percent(accuracy)}  ${duration(seconds)}`;
      progress.line(terminal.err.paint.dim(`  ${told}`));
    });
    for (const { file, draw } of files) await writeNewFile(file, draw(comparison), { replace: force, signal });
    if (json) return terminal.out.line(JSON.stringify({ ...comparison, meaning: summarizeWays(comparison) }));
    const tried = ways.filter((way) => comparison.runs.some((run) => run.way === way));
    printWays(comparison, { tried, titles: wayTitles, sentences: summarizeWays(comparison), words }, terminal.out);
    for (const { file } of files) terminal.out.line(milestone('Drawn', file, terminal.out));
    if (files.length === 0)
      terminal.out.line(terminal.out.paint.dim(`  --out page.html draws it: accuracy against ${words.many} and against seconds.`));
  });
}

/** What is told of a comparison, and how. */
interface Told {
  readonly tried: readonly Way[];
  readonly titles: Readonly<Record<Way, string>>;
  readonly sentences: readonly string[];
  readonly words: MediumWords;
}

function printWays(
  { runs, photos, test, budget, leftOut }: WaysComparison,
  { tried, titles, sentences, words }: Told,
  { line, paint, columns }: Channel,
): void {
  const find = (way: Way, photosPerClass: number): WayRun | undefined =>
    runs.find((run) => run.way === way && run.photosPerClass === photosPerClass);
  const layout = [
    { title: `${words.many} a class`, align: 'right' as const },
    ...tried.flatMap((way) => [
      { title: titles[way].toLowerCase(), align: 'right' as const },
      { title: '', align: 'right' as const },
    ]),
  ];
  const rows = photos.map((photosPerClass) => [
    count(photosPerClass),
    ...tried.flatMap((way) => {
      const run = find(way, photosPerClass);
      return run === undefined ? ['–', ''] : [percent(run.accuracy), `${duration(run.seconds)}${run.ended === 'budget' ? '*' : ' '}`];
    }),
  ]);
  line();
  for (const row of drawTable(layout, rows, {
    columns,
    titlePaint: paint.dim,
    paint: (cell, _row, column) => (column > 0 && column % 2 === 0 ? paint.dim(cell) : cell),
  }))
    line(row);
  line();
  const widest = runs.reduce((most, { interval }) => Math.max(most, (interval.high - interval.low) / 2), 0);
  line(
    paint.dim(
      `  right on ${counted(test.images, `test ${words.one}`)} (± ${(100 * widest).toFixed(0)} points at most), in seconds of training`,
    ),
  );
  if (runs.some(({ ended }) => ended === 'budget')) line(paint.dim(`  * its ${duration(budget)} were over before it was`));
  for (const { way, reason } of leftOut) line(`  ${paint.yellow(titles[way])} left out: ${reason}`);
  line();
  for (const sentence of sentences) line(`  ${sentence}`);
}
