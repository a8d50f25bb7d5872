import { env, stderr, stdout } from 'node:process';

/** Colours; they are the identity where colour is not wanted. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>>;

/** One of the two streams that a command writes to. */
export interface Channel {
  readonly paint: Paint;
  /** Columns that a line may have; Infinity where nothing wraps, as in a file. */
  readonly columns: number;
  /** Whether somebody looks at it, so that lines may be drawn anew. */
  readonly live: boolean;
  readonly line: (text?: string) => void;
  readonly raw: (text: string) => void;
}

/** Results go to `out`, where a script reads them; progress, warnings and errors to `err`. */
export interface Terminal {
  readonly out: Channel;
  readonly err: Channel;
}

/** Escape codes that switch a colour on and off. */
const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;

/**
 * The terminal of this process.
 *
 * Each stream is coloured where it is a terminal, unless NO_COLOR is set (https://no-color.org); FORCE_COLOR wins.
 */
export function openTerminal(): Terminal {
  return { out: openChannel(stdout), err: openChannel(stderr) };
}

function openChannel(stream: typeof stdout | typeof stderr): Channel {
  const terminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  return {
    paint: paintFor(isForced() || (terminal && !env['NO_COLOR'])),
    columns: terminal ? Math.max(20, stream.columns || 80) : Number.POSITIVE_INFINITY,
    live: terminal && !env['CI'],
    line: (text = '') => void stream.write(`${text}\n`),
    raw: (text) => void stream.write(text),
  };
}

function isForced(): boolean {
  const forced = env['FORCE_COLOR'];
  return forced !== undefined && forced !== '0' && forced !== 'false';
}

function paintFor(coloured: boolean): Paint {
  const entries = Object.entries(codes).map(([name, [on, off]]) => {
    return [name, (text: string) => (coloured && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text)];
  });
  return Object.fromEntries(entries) as Paint; // the keys are those of `codes`
}
