import type { GraftError } from '../errors.ts';
import { runtimeFailed } from './runtime-failed.ts';
import type { Answer } from './session-tasks.ts';

/** The error for an answer that is not what was asked for. */
export function refusedAnswer(answer: Answer): GraftError {
  return runtimeFailed(answer.kind === 'failed' ? answer.message : 'it answered something else');
}
