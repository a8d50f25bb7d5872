import type { GraftError, ImageInput, Medium, Prediction } from 'graft-ml';
import { drawBar } from './draw-bar.ts';
import { findPictures } from './find-pictures.ts';
import { pad, printable, shorten, widthOf } from './fit-text.ts';
import { listSkipped, type Skipped } from './list-skipped.ts';
import type { Progress } from './progress.ts';
import { errorAsJson } from './report-error.ts';
import type { Channel, Terminal } from './terminal.ts';
import { counted, percent } from './write-quantity.ts';

/** What a classifier says of pictures, one after the other, in their order. `nameOf` tells what the last one taken is called. */
export type Classify = (images: AsyncIterable<ImageInput>, nameOf: () => string) => AsyncIterable<Outcome>;

/** One picture's outcome. */
export interface Outcome {
  readonly predictions?: readonly Prediction[] | undefined;
  /** Whether the picture is like nothing that the model knows. */
  readonly unknown?: boolean | undefined;
  readonly novelty?: number | undefined;
  readonly error?: GraftError | undefined;
  /** The file that shows where the evidence lies, where one was asked for. */
  readonly explained?: string | undefined;
}

/** How predictions are printed. */
export interface PrintOptions {
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** A JSON line a file. */
  readonly json: boolean;
  /** Whether a class's number is told, too. */
  readonly withIndex: boolean;
  /** A row a picture with its class, or with those of several that are there; or a block with a bar for each class. */
  readonly form: 'row' | 'labels' | 'block';
  /** What is looked for in folders. @default 'photos' */
  readonly medium?: Medium | undefined;
}

/** What is said of a picture of none of the classes. */
const unknownLabel = 'unknown';

/** Exit code when some of the pictures could not be read. */
const someUnreadable = 3;

/**
 * Prints what a classifier says of pictures as it says it; those that cannot be read are listed at the end.
 *
 * @returns The exit code: 0, or 3 where a picture could not be read.
 */
export async function printPredictions(names: readonly string[], classify: Classify, options: PrintOptions): Promise<number> {
  const { terminal, progress, signal, json } = options;
  const { wordsOf } = await import('graft-ml');
  const { one, many } = wordsOf(options.medium);
  const { out, err } = terminal;
  const files: string[] = [];
  const skipped: Skipped[] = [];
  const images = async function* (): AsyncGenerator<ImageInput, void, void> {
    for await (const { file, image } of findPictures(names, signal, options.medium)) {
      files.push(file);
      yield image;
    }
  };
  const write = json ? jsonWriter(out, options.withIndex) : writers[options.form](out, options);
  let done = 0;
  for await (const outcome of classify(images(), () => files.at(-1) ?? '')) {
    const { error } = outcome;
    const file = files[done++] ?? '';
    if (error !== undefined) skipped.push({ path: file, reason: error.message });
    if (json || error === undefined) write(file, outcome);
    if (!out.live) progress.show({ label: 'Predict', details: [counted(done, one)] }); // elsewhere the rows show it
  }
  progress.clear();
  if (done === 0) err.line(`  No ${many} there.`);
  if (skipped.length > 0 && !json && done > skipped.length) err.line();
  listSkipped(skipped, err);
  return skipped.length > 0 ? someUnreadable : 0;
}

type Writer = (file: string, outcome: Outcome) => void;

function jsonWriter({ line }: Channel, withIndex: boolean): Writer {
  return (file, { predictions = [], unknown, novelty, error, explained }) => {
    if (error !== undefined) {
      const { code, message, hint } = errorAsJson(error);
      line(JSON.stringify({ file, error: { code, message, hint } }));
      return;
    }
    line(
      JSON.stringify({
        file,
        ...(unknown === undefined ? {} : { unknown, novelty }),
        predictions: predictions.map(({ label, index, probability, inSet, present }) => ({
          ...(withIndex ? { index } : {}),
          ...{ label, probability },
          ...(inSet === undefined ? {} : { inSet }),
          ...(present === undefined ? {} : { present }),
        })),
        ...(explained === undefined ? {} : { explained }),
      }),
    );
  };
}

/** File, label and confidence in a row. */
function rowWriter({ line, paint, columns }: Channel, { withIndex }: PrintOptions): Writer {
  let fileWidth = 0;
  let labelWidth = 0;
  return (file, { predictions = [], unknown }) => {
    const [best] = predictions;
    if (best === undefined) return;
    const named = withIndex ? `${String(best.index).padStart(3)} ${printable(best.label)}` : printable(best.label);
    const label = unknown ? unknownLabel : named;
    const longest = columns === Number.POSITIVE_INFINITY ? columns : Math.max(16, Math.floor(columns * 0.5));
    const shown = shorten(printable(file), longest, 'end');
    // Rows are printed as they come: a column grows with what it has seen and never shrinks.
    fileWidth = Math.max(fileWidth, widthOf(shown));
    labelWidth = Math.max(labelWidth, widthOf(label));
    const said = unknown ? paint.dim(`nearest: ${named}, ${percent(best.probability)}`) : confidence(best.probability, { paint });
    line(`${pad(shown, fileWidth)}  ${paint.bold((unknown ? paint.yellow : String)(pad(label, labelWidth)))}  ${said}`);
  };
}

/** File, and those of several labels that it has, in a row. */
function labelsWriter({ line, paint, columns }: Channel): Writer {
  let fileWidth = 0;
  return (file, { predictions = [] }) => {
    const longest = columns === Number.POSITIVE_INFINITY ? columns : Math.max(16, Math.floor(columns * 0.5));
    const shown = shorten(printable(file), longest, 'end');
    fileWidth = Math.max(fileWidth, widthOf(shown));
    const there = predictions.flatMap(({ label, probability, present }) =>
      present ? [`${paint.bold(printable(label))} ${confidence(probability, { paint }).trimStart()}`] : [],
    );
    line(`${pad(shown, fileWidth)}  ${there.length === 0 ? paint.dim('none of its classes') : there.join(', ')}`);
  };
}

/** A picture's name, and its classes below it with bars. */
function blockWriter({ line, paint, columns }: Channel, { withIndex }: PrintOptions): Writer {
  const barWidth = Math.min(30, Math.max(0, Math.min(columns, 100) - 50));
  return (file, { predictions = [], unknown }) => {
    line(
      `${paint.bold(printable(file))}${unknown ? `  ${paint.yellow(unknownLabel)}${paint.dim(', like nothing that the model knows')}` : ''}`,
    );
    const labels = predictions.map(({ label, index }) =>
      withIndex ? `${String(index).padStart(4)}  ${printable(label)}` : printable(label),
    );
    const width = Math.min(40, Math.max(...labels.map(widthOf)));
    for (const [row, { probability, inSet }] of predictions.entries()) {
      const label = pad(shorten(labels[row] ?? '', width), width);
      const bar = drawBar(probability, barWidth);
      const mark = inSet === undefined ? '' : inSet ? `${paint.green('●')} ` : '  ';
      line(
        `  ${mark}${row === 0 ? paint.bold(label) : label}  ${confidence(probability, { paint })}${bar === '' ? '' : `  ${paint.cyan(bar)}`}`,
      );
    }
    line();
  };
}

const writers = { row: rowWriter, labels: labelsWriter, block: blockWriter } as const;

/** A probability, coloured by how far it can be trusted. */
export function confidence(probability: number, { paint }: Pick<Channel, 'paint'>): string {
  const text = percent(probability).padStart(7);
  return probability >= 0.8 ? paint.green(text) : probability >= 0.5 ? paint.yellow(text) : paint.dim(text);
}
