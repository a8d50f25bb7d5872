import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { GraftError } from '../errors.ts';
import { answerError } from './answer-error.ts';
import { answerHeaders } from './answer-headers.ts';
import type { DispatchContext, RequestContext, RequestEnvironment, Route } from './server-context.ts';

/** A request's id as its sender gave it, where it is harmless in a log. */
const idPattern = /^[\w.:-]{1,64}$/;

/** Routes as an application: guarded, logged, counted, and with errors that are answered in one way. */
export function dispatch(routes: readonly Route[], context: DispatchContext): Hono<RequestEnvironment> {
  const { guard, log, metrics } = context;
  const app = new Hono<RequestEnvironment>();

  const answer = async (request: RequestContext, path: string, work: () => Response | Promise<Response>): Promise<Response> => {
    const started = performance.now();
    const given = request.req.header('x-request-id');
    const requestId = given !== undefined && idPattern.test(given) ? given : randomUUID();
    const child = log.child({ requestId });
    request.set('requestId', requestId);
    request.set('log', child);
    const response = await Promise.resolve()
      .then(work)
      .catch((error: unknown) => answerError(context, request, error));
    for (const [name, value] of Object.entries(answerHeaders)) if (!response.headers.has(name)) response.headers.set(name, value);
    response.headers.set('x-request-id', requestId);
    if (context.isStopping()) response.headers.set('connection', 'close');
    const seconds = (performance.now() - started) / 1000;
    metrics.answered(request.req.method, path, response.status, seconds);
    const level = path === '/health' || path.startsWith('/v2/health') ? 'debug' : 'info'; // probes come every few seconds
    child[level](
      { method: request.req.method, path: request.req.path, status: response.status, ms: Math.round(seconds * 1000) },
      'request',
    );
    return response;
  };

  const check = ({ req }: RequestContext): void =>
    guard({
      host: req.header('host'),
      origin: req.header('origin'),
      authorization: req.header('authorization'),
      cookie: req.header('cookie'),
      site: req.header('sec-fetch-site'),
    });

  for (const { method, path, open = false, handle } of routes)
    app.on(method, path, (request) =>
      answer(request, path, () => {
        if (!open) check(request);
        return handle(request);
      }),
    );
  for (const [path, methods] of methodsByPath(routes))
    app.all(path, (request) =>
      answer(request, path, () => {
        check(request);
        const response = answerError(context, request, wrongMethod(request.req.method, methods));
        response.headers.set('allow', methods.join(', '));
        return response;
      }),
    );
  app.all('*', (request) =>
    answer(request, 'none', () => {
      check(request);
      throw new GraftError('UNKNOWN_ROUTE', `There is nothing at ${request.req.path.slice(0, 200)}.`, {
        hint: context.unknownRouteHint ?? 'GET /openapi.json lists what there is.',
      });
    }),
  );
  return app;
}

function methodsByPath(routes: readonly Route[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { path, method } of routes) found.set(path, [...(found.get(path) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  return found;
}

function wrongMethod(method: string, allowed: readonly string[]): GraftError {
  return new GraftError('METHOD_REFUSED', `${method} is not possible here.`, { hint: `Use ${allowed.join(' or ')}.` });
}
