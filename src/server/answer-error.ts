import { describeError } from './describe-error.ts';
import type { DispatchContext, RequestContext } from './server-context.ts';

/** Answers with an error: everywhere the same JSON, but under /v2 in the form of that protocol. */
export function answerError({ admission, describe = describeError }: DispatchContext, request: RequestContext, error: unknown): Response {
  const { status, ...told } = describe(error);
  const log = request.get('log');
  const { method, path } = request.req;
  if (isBrokenOff(error, request)) log.debug({ method, path }, 'the client broke off');
  else if (status >= 500 && status !== 503) log.error({ err: error, method, path }, 'a request failed');
  else log.debug({ code: told.code, message: told.message }, 'a request was refused');
  const requestId = request.get('requestId');
  const headers: Record<string, string> = {};
  if (status === 503) headers['retry-after'] = String(admission.retryAfterSeconds);
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="graft"';
  // What is left of a body that was not read must not be taken for the next request.
  if (!request.env.incoming.complete) headers['connection'] = 'close';
  const body = path.startsWith('/v2')
    ? { ...told, error: told.hint === undefined ? told.message : `${told.message} ${told.hint}`, requestId }
    : { error: { ...told, requestId } };
  return Response.json(body, { status, headers });
}

/** Whether a request ended as its client went away: nobody's fault, and nobody hears the answer. */
function isBrokenOff(error: unknown, { req }: RequestContext): boolean {
  const { aborted, reason } = req.raw.signal;
  if (!aborted) return false;
  if (error === reason) return true;
  return error instanceof Error && (error.name === 'AbortError' || ('code' in error && error.code === 'ECONNRESET'));
}
