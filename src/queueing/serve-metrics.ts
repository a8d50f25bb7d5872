import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraftError } from '../errors.ts';

/** Numbers as Prometheus fetches them. */
interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Where numbers are served. */
export interface MetricsServer extends AsyncDisposable {
  /** `http://127.0.0.1:9090/metrics` */
  readonly url: string;
}

/** A scraper sends a line or two; who sends more slowly than this is none. */
const requestTimeoutMs = 10_000;

/** Scrapers of one machine; more connections are refused. */
const mostConnections = 32;

/**
 * Serves numbers at `/metrics`, and nothing else.
 *
 * @param host Numbers tell of what is worked on: any but this machine alone is the user's choice. @default '127.0.0.1'
 * @param port 0 takes any that is free.
 * @throws `LISTEN_FAILED`
 */
export async function serveMetrics(
  metrics: MetricsText,
  { host = '127.0.0.1', port }: { readonly host?: string | undefined; readonly port: number },
): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs }, (request, response) => {
    const isAsked = request.url?.split('?')[0] === '/metrics';
    if (!isAsked || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(isAsked ? 405 : 404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new GraftError('LISTEN_FAILED', `The numbers cannot be served at ${host}, port ${port}: ${cause.message}.`, {
          hint: 'Choose another port with --metrics; 0 takes any that is free.',
          cause,
        }),
      ),
    );
    server.listen({ host, port }, resolve);
  });
  server.unref(); // numbers of a worker that has ended are of no use
  const { address, family, port: taken } = server.address() as AddressInfo; // it listens at a port, not at a pipe
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}/metrics`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
