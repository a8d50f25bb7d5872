import { stdout } from 'node:process';
import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';

/** How much is logged. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What is logged, as JSON lines, and where to. */
export interface LogOptions {
  /** @default 'info' */
  readonly level?: LogLevel | undefined;
  /** @default standard output */
  readonly destination?: Writable | undefined;
}

/** Opens a server's log. @param options @default nothing is logged */
export function openLog({ level = 'info', destination = stdout }: LogOptions = { level: 'silent' }): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
