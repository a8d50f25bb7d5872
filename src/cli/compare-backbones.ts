import type { BackboneComparison, TrainOptions } from 'graft-ml';
import { drawTable } from './draw-table.ts';
import { follow } from './follow.ts';
import { milestone } from './milestone.ts';
import { interval } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { bytes, counted, percent } from './write-quantity.ts';

/** The options of `graft compare-backbones`. */
export interface CompareBackbonesArguments extends Pick<TrainOptions, 'precision' | 'cut' | 'fit' | 'head' | 'folds' | 'seed' | 'strict'> {
  readonly svg?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft compare-backbones <photos> [networks…]`: tries several networks on one's own photos, and says which pays. */
export function compareBackbonesVerb(
  photos: string,
  networks: readonly string[],
  { svg, force, json, ...options }: CompareBackbonesArguments,
): Promise<void> {
  return runVerb({ json, whenStopped: 'Features computed so far are kept.' }, async ({ terminal, progress, signal }) => {
    const { backbonesSvg, compareBackbonesEvents, expectNewFile, writeNewFile } = await import('graft-ml');
    if (svg !== undefined) await expectNewFile(svg, { replace: force });
    const backbones = networks.length === 0 ? undefined : networks;
    const comparison = await follow(compareBackbonesEvents({ ...options, data: photos, backbones, signal }), progress, (event) => {
      if (event.type === 'tried') progress.line(milestone(event.name, `${percent(event.accuracy)} in cross-validation`, terminal.err));
    });
    if (svg !== undefined) await writeNewFile(svg, backbonesSvg(comparison), { replace: force, signal });
    if (json) return terminal.out.line(JSON.stringify({ ...comparison, meaning: meaningOf(comparison) }));
    printComparison(comparison, terminal.out);
    if (svg !== undefined) terminal.out.line(milestone('Drawn', svg, terminal.out));
  });
}

function printComparison(comparison: BackboneComparison, { line, paint, columns }: Channel): void {
  const { backbones, best, pays, images, classes } = comparison;
  line();
  line(
    paint.dim(
      `  ${counted(images, 'photo')} of ${counted(classes.length, 'class', 'classes')}, each judged by a head that had not seen it`,
    ),
  );
  const rows = backbones.map(({ name, imageSize, accuracy, accuracyInterval, besideBest, imagesPerSecond, bytes: size, licence }, at) => [
    at === pays ? '★' : at === best ? '•' : '',
    name,
    String(imageSize),
    percent(accuracy),
    interval(accuracyInterval),
    besideBest === null ? 'the best' : besideBest.pValue < 0.001 ? '< 0.001' : besideBest.pValue.toPrecision(2),
    imagesPerSecond.toPrecision(3),
    bytes(size),
    licence,
  ]);
  const layout = [
    {},
    { title: 'network', shrink: 'start' },
    { title: 'pixels', align: 'right' },
    { title: 'accuracy', align: 'right' },
    { title: '95 % interval', align: 'right' },
    { title: 'p beside best', align: 'right' },
    { title: 'images/s', align: 'right' },
    { title: 'model', align: 'right' },
    { title: 'licence' },
  ] as const;
  const painted = (cell: string, row: number): string => (row === pays ? paint.green(cell) : row === best ? cell : paint.dim(cell));
  for (const row of drawTable(layout, rows, { columns, titlePaint: paint.dim, paint: painted })) line(row);
  line();
  line(`  ${paint.bold(meaningOf(comparison))}`);
  line(paint.dim("  p: McNemar's test; images/s: photos to features, all measured in this run; decoding is not in it"));
}

/** What a comparison means, in a sentence or two. */
function meaningOf({ backbones, best, pays }: BackboneComparison): string {
  const [top, cheap] = [backbones[best], backbones[pays]];
  if (top === undefined || cheap === undefined) return '';
  if (best === pays) return `${top.name} pays: the most accurate, and none as good is faster.`;
  const { differenceInterval: { low = 0 } = {} } = cheap.besideBest ?? {};
  const times = (cheap.imagesPerSecond / top.imagesPerSecond).toPrecision(2);
  return `${cheap.name} pays: ${times} times as fast as ${top.name}, and these photos do not show it to be worse (it may be, by up to ${(100 * Math.max(0, -low)).toFixed(1)} points).`;
}
