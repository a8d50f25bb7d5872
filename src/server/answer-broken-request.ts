import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { answerHeaders } from './answer-headers.ts';
import type { ErrorBody } from './contract.ts';
import type { Metrics } from './metrics.ts';

/** Answers requests that never reach a route, in the same form as all other errors; they are logged and counted, too. */
export interface BrokenRequests {
  /** What cannot be parsed as HTTP; closes the connection. */
  readonly overSocket: (error: Error & { readonly code?: string }, socket: Duplex) => void;
  /** What is HTTP, but names a host or path that is none. */
  readonly asResponse: (error: unknown) => Response;
}

/** Makes what answers broken requests. */
export function answerBrokenRequests(log: Logger, metrics: Metrics): BrokenRequests {
  const answer = (code: string | undefined, cause: unknown) => {
    const requestId = randomUUID();
    const [status, phrase, message, hint] = answers[code ?? ''] ?? malformed;
    metrics.broken(status);
    log.info({ requestId, status, reason: cause instanceof Error ? cause.message : code }, 'a broken request');
    const body = JSON.stringify({ error: { code: 'REQUEST_INVALID', message, hint, requestId } } satisfies ErrorBody);
    const headers = { ...answerHeaders, 'content-type': 'application/json', connection: 'close', 'x-request-id': requestId };
    return { status, phrase, headers, body };
  };
  return {
    overSocket: (error, socket) => {
      if (!socket.writable || error.code === 'ECONNRESET') {
        socket.destroy();
        return;
      }
      const { status, phrase, headers, body } = answer(error.code, error);
      const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.end(`HTTP/1.1 ${status} ${phrase}\r\n${lines.join('')}\r\n${body}`);
    },
    asResponse: (error) => {
      const { status, headers, body } = answer(undefined, error);
      return new Response(body, { status, headers });
    },
  };
}

type Told = readonly [status: number, phrase: string, message: string, hint: string];

/** What Node says of a request that never became one, and what the client is told. */
const answers: Readonly<Record<string, Told>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'The headers have more bytes than the limit.',
    'Send fewer or shorter ones.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to come.', 'Send it faster, or less at a time.'],
};
const malformed: Told = [400, 'Bad Request', 'The request is not HTTP as it should be.', 'Use an HTTP client; TLS is not spoken here.'];
