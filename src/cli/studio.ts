import { once } from 'node:events';
import { stdin } from 'node:process';
import { createInterface } from 'node:readline';
import { openInBrowser } from './open-in-browser.ts';
import { readableLog } from './readable-log.ts';
import { runVerb, type VerbContext } from './run-verb.ts';

/** The options of `graft studio`. */
export interface StudioArguments {
  readonly backbone?: string | undefined;
  readonly port?: number | undefined;
  readonly open: boolean;
  readonly json?: boolean | undefined;
}

/** Where Studio keeps a project that nobody named. */
const usualFolder = 'photos';

/** `graft studio [folder]`: a page to work on a folder of photos, until it is stopped. */
export function studioVerb(folder: string = usualFolder, options: StudioArguments): Promise<void> {
  return runVerb({ json: options.json }, (context) => runStudio(folder, options, context));
}

/** Runs Studio on a folder until it is stopped, and says where it is. */
export async function runStudio(
  folder: string,
  { backbone, port, open, json = false }: StudioArguments,
  { terminal, signal }: VerbContext,
): Promise<void> {
  const { startStudio } = await import('graft-ml/studio');
  const { out, err } = terminal;
  const log = { level: 'warn', destination: json ? process.stderr : readableLog(err) } as const;
  await using studio = await startStudio({ folder, backbone, port, signal, log });
  const address = studio.newAddress();
  if (json) out.line(JSON.stringify({ url: studio.url, address, folder }));
  err.line(`${err.paint.green('Studio')} works on ${err.paint.bold(folder)}`);
  err.line(`  ${err.paint.cyan(address)}`);
  err.line(err.paint.dim('  The address opens once. Enter shows a new one; Ctrl-C stops.'));
  if (open && err.live) await openInBrowser(address);
  const lines = stdin.isTTY ? createInterface({ input: stdin }) : undefined;
  lines?.on('line', () => err.line(`  ${err.paint.cyan(studio.newAddress())}`));
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    lines?.close();
  }
  err.line(err.paint.dim('  All is kept in the folder; graft studio goes on from there.'));
}
