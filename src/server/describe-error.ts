import { GraftError } from '../errors.ts';
import { errorStatus } from './error-status.ts';

/** What a client is told of an error. */
export interface ToldError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Puts an error as a client may see it: what the client can mend in full, a fault of the server's own without a word of what
 * is inside (paths, native messages); the log has those.
 */
export function describeError(error: unknown): ToldError {
  if (error instanceof GraftError) {
    const status = errorStatus(error.code);
    if (status < 500 || error.code === 'OVERLOADED' || error.code === 'TIMED_OUT' || error.code === 'STOPPING')
      return { status, code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
    if (error.code === 'RUNTIME_FAILED')
      return { status, code: error.code, message: 'The network could not be run.', hint: 'Try again; the log of the server says more.' };
  }
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'The server met a fault of its own.',
    hint: 'Its log tells more, under the request id.',
  };
}
