import { env } from 'node:process';
import type { GraftError } from 'graft-ml';
import { exitCodes } from './exit-codes.ts';
import { printable } from './fit-text.ts';
import type { Terminal } from './terminal.ts';

/** Whether an error is one that the library raised on purpose. Told by its name, so that the library need not be loaded. */
function isGraftError(error: unknown): error is GraftError {
  return error instanceof Error && error.name === 'GraftError' && 'code' in error;
}

/** An error as JSON, in the form that every command with `--json` uses. */
export function errorAsJson(error: unknown): { code: string; message: string; hint?: string; file?: string } {
  if (!isGraftError(error)) return { code: 'INTERNAL', message: messageOf(error), hint: faultHint };
  const { code, message, hint, file } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(file === undefined ? {} : { file }) };
}

const faultHint = 'This is a fault in Graft. Run the command again with GRAFT_DEBUG=1 and report what it prints.';

/**
 * Tells an error to people on standard error, and with `--json` to programs on standard output.
 *
 * @returns The exit code.
 */
export function reportError(error: unknown, { out, err }: Terminal, json: boolean): number {
  const { paint } = err;
  const { code, message, hint, file } = errorAsJson(error);
  err.line(`${paint.bold(paint.red('graft:'))} ${paint.red(tidy(message))} ${paint.dim(`[${code}]`)}`);
  if (file !== undefined && !message.includes(file)) err.line(`  ${paint.dim('file:')} ${printable(file)}`);
  if (hint !== undefined) err.line(`  ${paint.dim('hint:')} ${tidy(hint)}`);
  if (env['GRAFT_DEBUG']) err.line(traceOf(error));
  if (json) out.line(JSON.stringify({ error: errorAsJson(error) }));
  return isGraftError(error) ? exitCodes[error.code] : exitCodes.INTERNAL;
}

/** The lines of a message, indented to stand below its first; nothing in it acts on the terminal. */
function tidy(text: string): string {
  return text.split('\n').map(printable).join('\n    ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The stack of an error and of those underneath. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? messageOf(error);
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${traceOf(error.cause)}`;
}
