import type { ServerResponse } from 'node:http';
import { GraftError } from '../errors.ts';

/** Ends the work for a request: when its time is up, or when its client has gone. To be disposed of when it is answered. */
export interface RequestDeadline extends Disposable {
  readonly signal: AbortSignal;
}

/** Starts a request's time. */
export function requestDeadline(outgoing: ServerResponse, milliseconds: number): RequestDeadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late(milliseconds)), milliseconds);
  const gone = (): void => controller.abort(new GraftError('REQUEST_INVALID', 'The client closed the connection before it was answered.'));
  if (outgoing.destroyed) gone();
  else outgoing.once('close', gone);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      outgoing.off('close', gone);
    },
  };
}

function late(milliseconds: number): GraftError {
  return new GraftError('TIMED_OUT', `The request was not answered within ${milliseconds / 1000} s.`, {
    hint: 'Try again after the seconds that Retry-After says; the server is busy, or a picture was slow to fetch.',
  });
}
