import type { Duplex } from 'node:stream';

/** What Node says of a request that never became one, and what the client is told. */
const answers: Readonly<Record<string, readonly [status: string, message: string, hint: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The headers have more bytes than the limit.',
    'Send fewer or shorter ones.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to come.', 'Send it faster, or less at a time.'],
};
const malformed = ['400 Bad Request', 'The request is not HTTP as it should be.', 'Use an HTTP client; TLS is not spoken here.'] as const;

/** Answers what cannot be parsed as HTTP, in the same form as all other errors, and closes the connection. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message, hint] = answers[error.code ?? ''] ?? malformed;
  const body = JSON.stringify({ error: { code: 'REQUEST_INVALID', message, hint } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Answers what is HTTP but has no address that could be a URL, such as one without a Host: also in the form of all errors. */
export function answerStrangeRequest(): Response {
  const [, message, hint] = malformed;
  return Response.json({ error: { code: 'REQUEST_INVALID', message, hint } }, { status: 400, headers: { connection: 'close' } });
}
