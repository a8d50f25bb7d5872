import { relative } from 'node:path';
import { printable } from './fit-text.ts';
import type { Channel } from './terminal.ts';
import { counted } from './write-quantity.ts';

/** A file that took no part, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

const listed = 10;

/** Lists files that were passed over, with the reasons; of many, the first ten. */
export function listSkipped(skipped: readonly Skipped[], { line, paint }: Channel): void {
  if (skipped.length === 0) return;
  line(paint.yellow(`  ${counted(skipped.length, 'file')} passed over:`));
  for (const { path, reason } of skipped.slice(0, listed)) {
    const named = reason.includes(path) ? '' : `${printable(shortPath(path))}  `;
    line(`    ${named}${paint.dim(printable(reason))}`);
  }
  if (skipped.length > listed) line(paint.dim(`    … and ${counted(skipped.length - listed, 'more', 'more')}`));
}

/** A path as a person in the current folder would write it, where that is shorter. */
function shortPath(path: string): string {
  const fromHere = relative('.', path);
  return fromHere !== '' && !fromHere.startsWith('..') && fromHere.length < path.length ? fromHere : path;
}
