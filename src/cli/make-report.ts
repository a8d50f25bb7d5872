import { basename } from 'node:path';
import { argv } from 'node:process';
import type { Training } from 'graft-ml';
import { shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import type { Progress } from './progress.ts';

/** Makes the report of a training as the files that go into the model's folder. */
export async function makeReport(
  training: Training,
  folder: string,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Readonly<Record<string, string>>> {
  const { reportFiles, reportTrainingEvents } = await import('graft-ml');
  const command = ['graft', ...argv.slice(2).map(shellQuoted)].join(' ');
  return reportFiles(await follow(reportTrainingEvents(training, { name: basename(folder), command, signal }), progress));
}
