import type { Embedding, EmbedOptions, MediumWords } from 'graft-ml';
import type { DatasetArguments } from './dataset-options.ts';
import { printable } from './fit-text.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { keptWhenStopped } from './train.ts';
import { bytes, count, counted } from './write-quantity.ts';

/** The options of `graft embed`, as the command line gives them. */
export interface EmbedArguments extends Pick<EmbedOptions, 'precision' | 'imageSize' | 'fit'>, PixelRangeArguments, DatasetArguments {
  readonly out: string;
  readonly model?: string | undefined;
  readonly backbone?: string | undefined;
  readonly cut?: 'auto' | readonly (string | number)[] | undefined;
  /** False for `--no-labels`. */
  readonly labels: boolean;
  readonly multiLabel?: boolean | undefined;
  readonly force?: boolean | undefined;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly json?: boolean | undefined;
}

/** `graft embed <photos> -o <table>`: writes photos' features as a table for other programs. */
export function embedVerb(
  photos: readonly string[],
  { out, model, backbone, cut, precision, imageSize, fit, labels, force, cache, json, range, mean, std, ...opening }: EmbedArguments,
): Promise<void> {
  const whenStopped = cache ? keptWhenStopped : undefined;
  return runVerb({ json, whenStopped }, async ({ terminal, progress, signal }) => {
    const { embedEvents, expectNewFile, featureFormat, invalidArgument, loadModel, openPhotosEvents, wordsOf } = await import('graft-ml');
    if (cut === 'auto') throw invalidArgument('--cut', 'layers: nothing is trained here that could choose them', cut);
    featureFormat(out); // a wrong ending is told before photos are looked for
    await expectNewFile(out, { replace: force });
    await using classifier = model === undefined ? undefined : await loadModel(model);
    const data = await follow(openPhotosEvents(photos, { ...opening, labels, signal }), progress);
    const steps = embedEvents({
      ...{ data, file: out, model: classifier, backbone, precision, range: pixelRangeFrom({ range, mean, std }), imageSize, cut, fit },
      ...{ replace: force, keepFeatures: cache, signal },
    });
    const embedding = await follow(steps, progress);
    listSkipped(embedding.skipped, terminal.err);
    if (json) terminal.out.line(JSON.stringify(embeddingAsJson(embedding)));
    else printEmbedding(embedding, out, terminal.out, wordsOf(classifier?.medium));
  });
}

function printEmbedding(
  { files, photos, width, backbone, cuts, classes }: Embedding,
  out: string,
  { line, paint }: Channel,
  { one, Many }: MediumWords,
): void {
  const labels = classes.length === 0 ? 'without labels' : `of ${counted(classes.length, 'class', 'classes')}`;
  const blocks = cuts.map((cut) => `${cut.name} ${count(cut.width)}`).join(' + ');
  line();
  line(`  ${paint.bold(Many.padEnd(9))} ${count(photos)} ${paint.dim(labels)}`);
  line(`  ${paint.bold('Features')}  ${count(width)} numbers a ${one}  ${paint.dim(`${backbone}: ${blocks}`)}`);
  for (const { file, bytes: size } of files) line(`  ${paint.bold('Table')}     ${printable(file)}  ${paint.dim(bytes(size))}`);
  line();
  line(`  ${paint.dim(printable(readingHint(out)))}`);
}

/** How to read the table elsewhere, in a line. */
function readingHint(out: string): string {
  if (/\.npy$/i.test(out)) return `Python  features = numpy.load(${JSON.stringify(out)})`;
  if (/\.csv$/i.test(out)) return `Python  features = pandas.read_csv(${JSON.stringify(out)}).filter(regex=r"^f\\d+$")`;
  return `SQL  SELECT file, label, features FROM '${out.replaceAll("'", "''")}'`;
}

function embeddingAsJson({ files, photos, width, backbone, cuts, classes, computed, cached, skipped }: Embedding): object {
  return {
    ...{ files, photos, width, backbone, cuts, classes, computed, cached },
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}
