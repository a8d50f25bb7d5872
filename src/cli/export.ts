import type { Exported, ExportTarget } from 'graft-ml';
import { printable } from './fit-text.ts';
import { follow } from './follow.ts';
import { exportPathFor, modelName } from './output-folder.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { bytes, counted, percent } from './write-quantity.ts';

/** The options of `graft export`. */
export interface ExportArguments {
  readonly to: ExportTarget;
  readonly out?: string | undefined;
  readonly precision?: 'int8' | 'float32' | undefined;
  readonly opset?: number | undefined;
  readonly batch?: number | 'free' | undefined;
  readonly size?: 'fixed' | 'free' | undefined;
  readonly photos?: string | undefined;
  readonly verify: boolean;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft export <model>`: makes a model into a file for other programs. */
export function exportVerb(model: string, { out, photos, force, json, ...options }: ExportArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { loadModel, openPictures } = await import('graft-ml');
    await using classifier = await loadModel(model);
    const pictures =
      photos === undefined ? undefined : (await openPictures(photos, signal, classifier.medium)).items.map(({ path }) => path);
    const path = out ?? exportPathFor(model, options.to);
    const name = options.to === 'web' ? modelName(model) : undefined; // a page has a title, a file its own name
    const request = { ...options, name, out: path, photos: pictures, replace: force, signal };
    const exported = await follow(classifier.exportEvents(request), progress);
    if (json) terminal.out.line(JSON.stringify(exported));
    else printExported(exported, terminal.out);
  });
}

/** What an export was compared on. */
const compared = {
  photos: { drawn: 'drawn picture', given: 'photo' },
  sounds: { drawn: 'made-up sound', given: 'sound' },
} as const;

function printExported({ path, files, bytes: size, verification, notes }: Exported, { line, paint }: Channel): void {
  line();
  line(
    `  ${paint.bold('Written')}   ${printable(path)}  ${paint.dim(`${bytes(size)}${files.length > 1 ? ` in ${counted(files.length, 'file')}` : ''}`)}`,
  );
  if (verification === undefined) line(`  ${paint.bold('Compared')}  ${paint.yellow('not at all')}  ${paint.dim('leave out --no-verify')}`);
  else {
    const { pictures, medium, drawn, agreement, maxDifference, logitError } = verification;
    const on = counted(pictures, compared[medium][drawn ? 'drawn' : 'given']);
    const difference = `logits off by ${percent(logitError)} of their spread, probabilities by ${percent(maxDifference)} at most`;
    line(`  ${paint.bold('Compared')}  same first guess on ${percent(agreement)} of ${on}  ${paint.dim(difference)}`);
  }
  for (const note of notes) line(`  ${paint.dim(note)}`);
}
