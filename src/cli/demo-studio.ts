import { cp, lstat, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { follow } from './follow.ts';
import { runVerb } from './run-verb.ts';
import { runStudio, type StudioArguments } from './studio.ts';

const samples = 'foods';

/** The project of the demo, in the folder that one is in. */
const project = 'graft-demo-photos';

/** `graft demo --studio`: the sample photos as a project of one's own, with Studio open on it. */
export function demoStudioVerb(options: StudioArguments): Promise<void> {
  return runVerb({ json: options.json }, async (context) => {
    const { fetchSamples } = await import('graft-ml');
    const { terminal, progress, signal } = context;
    const { err } = terminal;
    const there = await lstat(project).catch(() => undefined);
    if (there === undefined) {
      await copyPhotos(await follow(fetchSamples(samples, { signal }), progress));
      err.line(`${err.paint.green('Copied')} the sample photos to ${err.paint.bold(`./${project}`)}: they are yours to change.`);
    } else err.line(err.paint.dim(`./${project} is there already and stays as it is; move it away to begin anew.`));
    await runStudio(project, options, context);
  });
}

/** Copies a folder so that it is there whole or not at all, and never over anything. */
async function copyPhotos(from: string): Promise<void> {
  const partial = join('.', `.${project}.${process.pid}.partial`);
  try {
    await cp(from, partial, { recursive: true, errorOnExist: true, force: false, filter: (path) => !basename(path).startsWith('.graft') });
    await rename(partial, project); // where a folder stands there by now, with anything in it, this fails
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
