import { stdin, stderr, stdout, env } from 'node:process';

/** How to write on this terminal. */
export interface Terminal {
  /** Results: what a script would read. */
  readonly out: (text: string) => void;
  /** Everything else: progress, warnings, errors. */
  readonly note: (text: string) => void;
  /** Whether progress may be drawn over itself. */
  readonly animated: boolean;
  /** Columns that a line may have. */
  readonly columns: number;
  readonly paint: Paint;
}

/** Colours; they are the identity where colour is not wanted. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>>;

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;

/**
 * The terminal of this process.
 *
 * Colours where standard error is a terminal, unless NO_COLOR says otherwise (https://no-color.org); FORCE_COLOR wins.
 *
 */
export function openTerminal(): Terminal {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const coloured = forced || (stderr.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
  const paint = Object.fromEntries(
    Object.entries(codes).map(([name, [on, off]]) => [name, (text: string) => (coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text)]),
  ) as Paint; // the keys are those of `codes`
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    animated: stderr.isTTY === true && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    columns: stderr.columns ?? 100,
    paint,
  };
}

/** Whether somebody is there to answer a question. */
export const interactive = (): boolean => stdin.isTTY === true && stderr.isTTY === true;
