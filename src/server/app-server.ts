import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { answerBrokenRequests } from './answer-broken-request.ts';
import { HttpServer } from './http-server.ts';
import type { ServerLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';

/** An application as an HTTP server that is still to listen; what is no request is answered, logged and counted as well. */
export function appServer(
  fetch: Parameters<typeof getRequestListener>[0],
  { limits, log, metrics }: { readonly limits: ServerLimits; readonly log: Logger; readonly metrics: Metrics },
): HttpServer {
  const broken = answerBrokenRequests(log, metrics);
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    hostname: 'localhost', // where a request names none, as HTTP/1.0 allows; the guard sees that it does not
    errorHandler: broken.asResponse,
  });
  return new HttpServer({
    ...{ limits, log, onBroken: broken.overSocket },
    onRequest: (incoming, outgoing) => void listener(incoming, outgoing),
  });
}
