import { GraftError } from '../errors.ts';

/** The error for a process that runs networks, or decodes, and does not do what it should. */
export function runtimeFailed(reason: string): GraftError {
  return new GraftError('RUNTIME_FAILED', `A process beside this one did not do its work: ${reason}.`, {
    hint: 'Try again: the process is started anew. If it ends again and again, the machine may be out of memory.',
  });
}
