import type { Model } from 'graft-ml';
import { findPictures } from './find-pictures.ts';
import { follow } from './follow.ts';
import type { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';
import { counted } from './write-quantity.ts';

/** How timelines are printed. */
export interface PrintTimelineOptions {
  /** A file for the labels, beside what is printed. */
  readonly out?: string | undefined;
  /** A JSON line a stretch. */
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Prints what a model hears in sounds over time, as Audacity reads labels: start, end and label with tabs between. */
export async function printTimelines(model: Model, names: readonly string[], options: PrintTimelineOptions): Promise<void> {
  const { out, json, terminal, progress, signal } = options;
  const { audacityLabels, expectNewFile, invalidArgument, writeNewFile } = await import('graft-ml');
  if (out !== undefined) await expectNewFile(out);
  let sounds = 0;
  for await (const { file, image } of findPictures(names, signal, 'sounds')) {
    if (++sounds > 1 && out !== undefined) throw invalidArgument('--out', 'left out for several sounds', out);
    const spans = await follow(model.timelineEvents(image, { signal }), progress);
    progress.clear();
    terminal.err.line(terminal.err.paint.dim(`  ${file}: ${counted(spans.length, 'stretch', 'stretches')}`));
    for (const span of spans) terminal.out.line(json ? JSON.stringify({ file, ...span }) : audacityLabels([span]).trimEnd());
    if (out !== undefined) await writeNewFile(out, audacityLabels(spans), { signal });
  }
}
