import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraftError } from '../errors.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import type { CheckedRequests } from './checked-request.ts';
import { downloadFailed, explainDownload } from './explain-download.ts';
import { shownUrl } from './shown-url.ts';

/** A server may ask for patience, but not for more than this. */
const longestRetryAfterMs = 30_000;

/** Bounds of a download from a place that nobody vouches for. */
export interface FetchWithinOptions {
  /** Of the file. */
  readonly maxBytes: number;
  /** Of one attempt, from the name's resolution to the last byte: a server that drips ends, too. */
  readonly timeoutMs: number;
  /** How often it is tried. */
  readonly attempts: number;
  /** Wait before the second attempt; doubled for each one after. */
  readonly retryDelayMs: number;
  /** How many of the first bytes {@link FetchWithinOptions.refuse} wants to see. */
  readonly headBytes: number;
  /** Says by the first bytes why a file is not wanted; undefined where it is. */
  readonly refuse: (head: Uint8Array) => string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Fetches a file within bounds; it is at its place whole, or not at all.
 *
 * Failures that may pass (a connection that breaks, a server that is busy) are tried again.
 *
 * @returns How many bytes came.
 * @throws `DOWNLOAD_FAILED`, `ADDRESS_REFUSED`, `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function fetchWithin(requests: CheckedRequests, url: string, target: string, options: FetchWithinOptions): Promise<number> {
  const { attempts, retryDelayMs, signal, timeoutMs } = options;
  for (let attempt = 1; ; attempt++) {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await fetchOnce(requests, url, target, { ...options, signal: AbortSignal.any([signal, timeout]) });
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof GraftError && !(cause instanceof Busy)) throw cause;
      if (attempt >= attempts)
        throw timeout.aborted ? downloadFailed(url, `it takes longer than ${timeoutMs / 1000} s`, cause) : explainDownload(url, cause);
      const asked = cause instanceof Busy ? cause.retryAfterMs : 0;
      await sleep(Math.max(asked, retryDelayMs * 2 ** (attempt - 1)), undefined, { signal }).catch(() => {}); // the next attempt throws its reason
    }
  }
}

async function fetchOnce(requests: CheckedRequests, url: string, target: string, options: FetchWithinOptions): Promise<number> {
  const { maxBytes, signal } = options;
  const response = await requests.get(url, signal);
  try {
    const { statusCode = 0, headers } = response;
    if (statusCode === 408 || statusCode === 425 || statusCode === 429 || statusCode >= 500)
      throw new Busy(url, statusCode, headers['retry-after']);
    if (statusCode !== 200) throw downloadFailed(url, `the server answered with status ${statusCode}`);
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw downloadFailed(url, `it has more than ${maxBytes} bytes`);
    let bytes = 0;
    await writeFileAtomically(
      target,
      within(response, url, options, (length) => {
        bytes += length;
      }),
      { signal },
    );
    return bytes;
  } finally {
    response.destroy();
  }
}

/** The response's bytes, for as long as they are what is wanted. */
async function* within(
  response: IncomingMessage,
  url: string,
  { maxBytes, headBytes, refuse }: FetchWithinOptions,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let head: Uint8Array | undefined = new Uint8Array();
  let bytes = 0;
  const look = (start: Uint8Array): void => {
    const reason = refuse(start);
    if (reason !== undefined) throw downloadFailed(url, reason);
  };
  for await (const chunk of received(response)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw downloadFailed(url, `it has more than ${maxBytes} bytes`);
    count(chunk.length);
    if (head === undefined) yield chunk;
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < headBytes) continue;
      look(head);
      yield head;
      head = undefined;
    }
  }
  if (!response.complete) throw new Error('the connection ended early');
  if (head === undefined) return;
  look(head);
  yield head;
}

/** A response's bytes. A connection that breaks is told in an error of its own, as the writer would take it for the disk's. */
async function* received(response: IncomingMessage): AsyncGenerator<Buffer, void, void> {
  try {
    yield* response as AsyncIterable<Buffer>; // no encoding is set, so that these are bytes
  } catch (cause) {
    throw new Error('the connection broke', { cause });
  }
}

/** The server has no time just now. */
class Busy extends GraftError {
  readonly retryAfterMs: number;

  constructor(url: string, status: number, retryAfter: string | undefined) {
    super('DOWNLOAD_FAILED', `Could not download ${shownUrl(url)}: the server answered with status ${status}.`, {
      hint: 'Try again later.',
    });
    const seconds = Number(retryAfter ?? 0);
    this.retryAfterMs = Number.isFinite(seconds) ? Math.min(1000 * seconds, longestRetryAfterMs) : 0;
  }
}
