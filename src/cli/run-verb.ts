import { Progress } from './progress.ts';
import { reportError } from './report-error.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What every verb is given. */
export interface VerbContext {
  readonly terminal: Terminal;
  /** The bar, on standard error. */
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** How a verb is run. */
export interface RunOptions {
  /** Whether results and errors go to standard output as JSON. */
  readonly json?: boolean | undefined;
  /** What to say of the work done so far when it is interrupted. */
  readonly whenStopped?: string | undefined;
}

/** The signals that ask to stop, and the exit codes that shells know them by. */
const stops = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a verb: gives it its terminal, stops it on Ctrl-C, and turns what it throws into a message and an exit code.
 *
 * The first Ctrl-C asks the work to stop, so that everything is left whole; a second one ends the process at once.
 */
export async function runVerb({ json = false, whenStopped }: RunOptions, verb: (context: VerbContext) => Promise<void>): Promise<void> {
  const terminal = openTerminal();
  const { err } = terminal;
  using progress = new Progress(err);
  const controller = new AbortController();
  let stopped: keyof typeof stops | undefined;
  const stop = (name: NodeJS.Signals): void => {
    for (const each of Object.keys(stops)) process.off(each, stop);
    stopped = name === 'SIGTERM' ? name : 'SIGINT';
    progress.line(err.paint.dim('  Stopping … (once more to stop at once)'));
    controller.abort(new DOMException('The command was interrupted.', 'AbortError'));
  };
  for (const name of Object.keys(stops)) process.on(name, stop);
  try {
    await verb({ terminal, progress, signal: controller.signal });
  } catch (error) {
    progress.clear();
    if (stopped === undefined) process.exitCode = reportError(error, terminal, json);
    else {
      process.exitCode = stops[stopped];
      err.line(`${err.paint.yellow('Stopped.')}${whenStopped === undefined ? '' : ` ${whenStopped}`}`);
      if (json) terminal.out.line(JSON.stringify({ error: { code: 'ABORTED', message: 'The command was interrupted.' } }));
    }
  } finally {
    for (const name of Object.keys(stops)) process.off(name, stop);
  }
}
