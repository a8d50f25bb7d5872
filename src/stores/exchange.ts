import { setTimeout as sleep } from 'node:timers/promises';
import { joinBytes } from '../tensor/join-bytes.ts';

/** What a server is asked. Made anew for each try: signatures have a time in them. */
export interface Question {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
}

/** What it answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What bounds an exchange with a server. */
export interface ExchangeOptions {
  /** A longer answer is refused, by its header where that says so, else as it comes. */
  readonly mostBytes: number;
  /** How often it is tried. @default 6: half a minute for a server that restarts */
  readonly attempts?: number | undefined;
  /** The longest first wait before it is tried again, in milliseconds; doubled each time. @default 500 */
  readonly firstDelayMs?: number | undefined;
  /** How long a server may be silent. @default 30000 */
  readonly idleTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** No wait between two tries is longer, whatever a server asks for. */
const longestDelayMs = 20_000;

/** The slowest upload that is waited for: a connection slower than this is as good as none. */
const slowestBytesPerMs = 16;

/** An answer that is longer than it may be. */
export class AnswerTooLong extends Error {
  readonly bytes: number;

  constructor(bytes: number) {
    super(`the answer has at least ${bytes} bytes`);
    this.bytes = bytes;
  }
}

/**
 * Asks a server and reads its answer whole. What may pass (a connection that breaks, a server that is busy or fails) is tried again, after
 * a wait that doubles and is drawn at random, so that a thousand workers do not come back at the same moment. Redirects are not followed:
 * a signature is for one host, and who may say where a worker goes is the user.
 *
 * M. Brooker, Exponential backoff and jitter, AWS Architecture Blog, 2015 ("full jitter").
 *
 * @returns The answer, also where it is a refusal.
 * @throws {AnswerTooLong}; what `fetch` throws for a server that cannot be reached; the signal's reason
 */
export async function exchange(ask: () => Question | Promise<Question>, options: ExchangeOptions): Promise<Answer> {
  const { attempts = 6, firstDelayMs = 500, signal } = options;
  for (let attempt = 1; ; attempt++) {
    const question = await ask();
    const outcome = await once(question, options).catch((cause: unknown) => {
      signal?.throwIfAborted();
      if (cause instanceof AnswerTooLong || attempt >= attempts) throw cause;
      return undefined;
    });
    if (outcome !== undefined && (attempt >= attempts || !isPassing(outcome.status, question))) return outcome;
    const drawn = Math.random() * firstDelayMs * 2 ** (attempt - 1);
    const asked = 1000 * Number(outcome?.headers.get('retry-after') ?? 0);
    const delay = Math.min(longestDelayMs, Number.isFinite(asked) ? Math.max(asked, drawn) : drawn);
    await sleep(delay, undefined, { signal });
  }
}

/** 408, 425 and 429 ask for another try; 409 is S3's for two conditional writes at once; 5xx may pass, but 501 and 507 do not. */
function isPassing(status: number, { headers }: Question): boolean {
  if (status === 409) return headers.has('if-none-match');
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 507);
}

async function once({ method, url, headers, body }: Question, options: ExchangeOptions): Promise<Answer> {
  const { mostBytes, idleTimeoutMs = 30_000, signal } = options;
  const idle = new AbortController();
  const patience = idleTimeoutMs + (body?.length ?? 0) / slowestBytesPerMs;
  const timer = setTimeout(() => idle.abort(new Error('the server does not answer')), patience);
  try {
    const response = await fetch(url, {
      ...{ method, headers, redirect: 'manual', signal: signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]) },
      ...(body === undefined ? {} : { body }),
    });
    const length = Number(response.headers.get('content-length') ?? 0);
    if (method !== 'HEAD' && length > mostBytes) {
      await response.body?.cancel();
      throw new AnswerTooLong(length);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      bytes += chunk.length;
      if (bytes > mostBytes) throw new AnswerTooLong(bytes); // leaving the loop cancels the rest
      chunks.push(chunk);
    }
    return { status: response.status, headers: response.headers, body: joinBytes(chunks) };
  } finally {
    clearTimeout(timer);
  }
}
