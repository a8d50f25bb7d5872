import { basename } from 'node:path';
import { argv } from 'node:process';
import type { Training } from 'graft-ml';
import { shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import type { Progress } from './progress.ts';

/**
 * Makes the report of a training as the files that go into the model's folder.
 *
 * A report that cannot be made is told as a warning: the model that it is about is not lost with it.
 */
export async function makeReport(
  training: Training,
  folder: string,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Readonly<Record<string, string>> | undefined> {
  const { reportFiles, reportTrainingEvents } = await import('graft-ml');
  const command = ['graft', ...argv.slice(2).map(shellQuoted)].join(' ');
  try {
    return reportFiles(await follow(reportTrainingEvents(training, { name: basename(folder), command, signal }), progress));
  } catch (error) {
    if (signal.aborted) throw error;
    progress.line(`  The report could not be made: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
