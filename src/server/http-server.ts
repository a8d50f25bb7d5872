import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { GraftError } from '../errors.ts';
import type { ServerLimits } from './limits.ts';

/** Headers of one request: more than any browser or proxy sends. */
const maxHeaderBytes = 16 * 1024;

/** What the server passes on. */
export interface HttpServerOptions {
  readonly limits: ServerLimits;
  readonly log: Logger;
  readonly onRequest: RequestListener;
  /** For what is no request. */
  readonly onBroken: (error: Error, socket: Duplex) => void;
}

/** Node's HTTP server, within limits: of headers, of time, of connections, and of the time that its end takes. */
export class HttpServer {
  readonly #server: Server;
  readonly #limits: ServerLimits;
  readonly #log: Logger;
  /** Connections that are open. */
  readonly #sockets = new Set<Socket>();

  constructor({ limits, log, onRequest, onBroken }: HttpServerOptions) {
    this.#limits = limits;
    this.#log = log;
    const { headersMs, bodyMs, answerMs, keepAliveMs, maxConnections } = limits;
    const server = createServer({
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(headersMs, bodyMs),
      requestTimeout: bodyMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.ceil(Math.min(1000, headersMs / 2)),
    });
    server.maxConnections = maxConnections;
    // No request is silent for so long; a connection that is belongs to a client that does not read what it asked for.
    server.setTimeout(Math.min(longestTimer, bodyMs + answerMs));
    server.on('request', onRequest);
    server.on('clientError', onBroken);
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server = server;
  }

  /** Begins to listen. @throws `LISTEN_FAILED` */
  async listen(host: string, port: number): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      const refuse = (cause: NodeJS.ErrnoException): void => {
        const reason = reasons[cause.code ?? ''] ?? cause.message;
        reject(
          new GraftError('LISTEN_FAILED', `The server cannot listen at ${host}, port ${port}: ${reason}.`, {
            hint: 'Choose another one with --port; 0 takes any that is free.',
            cause,
          }),
        );
      };
      this.#server.once('error', refuse);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', refuse);
        // Such as no room for another connection; those that are open go on.
        this.#server.on('error', (err) => this.#log.error({ err }, 'the server met a fault of the system'));
        resolve();
      });
    });
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) return address;
    throw new GraftError('INTERNAL', 'The server listens nowhere.');
  }

  /** Takes no new connections and lets requests in flight end; those that take longer than `shutdownMs` are cut off. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // Node's idle ones have had a request; browsers open some on suspicion and never say anything.
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    const patience = setTimeout(() => {
      this.#log.warn('requests in flight took too long and were cut off');
      this.#server.closeAllConnections();
    }, this.#limits.shutdownMs);
    await closed;
    clearTimeout(patience);
  }
}

/** Node's timers take 32 bits of milliseconds; longer ones fire at once. */
export const longestTimer = 2 ** 31 - 1;

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program does',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such name',
};
