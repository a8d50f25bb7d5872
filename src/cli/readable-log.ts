import { Writable } from 'node:stream';
import { printable } from './fit-text.ts';
import type { Channel } from './terminal.ts';

/** The levels of the log, as pino numbers them. */
const [warn, error] = [40, 50];

/** Turns the server's log, JSON lines, into lines for people. */
export function readableLog({ line, paint }: Channel): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) if (each !== '') line(readable(each, paint));
      done();
    },
  });
}

/** One line of the log, for people; what is no record of the log stays as it is. */
function readable(text: string, paint: Channel['paint']): string {
  const record = parse(text);
  if (record === undefined) return printable(text);
  const { level, time, msg, requestId, err, method, path, status, ms, ...facts } = record;
  const clock = paint.dim(typeof time === 'string' ? new Date(time).toTimeString().slice(0, 8) : '');
  const tint = Number(level) >= error ? paint.red : Number(level) >= warn ? paint.yellow : (plain: string) => plain;
  if (msg === 'request') {
    const colour = Number(status) >= 500 ? paint.red : Number(status) >= 400 ? paint.yellow : paint.green;
    return `${clock} ${colour(String(status))} ${printable(`${method} ${path}`)} ${paint.dim(`${ms} ms`)}`;
  }
  const fault = typeof err === 'object' && err !== null && 'message' in err ? `: ${err.message}` : '';
  const rest = Object.entries({ ...facts, ...(requestId === undefined ? {} : { requestId }) }).map(
    ([name, value]) => `${name} ${show(value)}`,
  );
  return `${clock} ${tint(printable(`${msg}${fault}`))}${rest.length === 0 ? '' : ` ${paint.dim(printable(rest.join(', ')))}`}`;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
