import { version } from '../version.ts';
import { type Answer, AnswerTooLong, type ExchangeOptions, exchange, type Question } from './exchange.ts';
import { expectObjectSize, mostObjectBytes, type ObjectReadOptions, type ObjectStore, type ObjectWriteOptions } from './object-store.ts';
import { withoutQuotes } from './read-s3-list.ts';
import { expectPlainName } from './store-address.ts';
import { reasonOf, storeReadFailure, storeWriteFailure } from './store-failure.ts';

/** A refusal's text, of which nothing is shown. */
const mostRefusalBytes = 2 ** 20;

/**
 * A folder of a web server as a store: read by GET, written by PUT where the server takes it (WebDAV, RFC 4918, and much else). It cannot
 * be listed. Whether a PUT is whole or not at all is the server's business: nginx and Apache write beside and rename.
 */
export class WebStore implements ObjectStore {
  readonly address: string;
  readonly #base: URL;
  readonly #limits: Pick<ExchangeOptions, 'attempts' | 'firstDelayMs' | 'idleTimeoutMs'>;

  /** @param base Ends in `/`. */
  constructor(base: URL, limits: Pick<ExchangeOptions, 'attempts' | 'firstDelayMs' | 'idleTimeoutMs'> = {}) {
    this.#base = base;
    this.address = base.href.replace(/\/$/, '');
    this.#limits = limits;
  }

  async read(name: string, { mostBytes = mostObjectBytes, tag, signal }: ObjectReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { file, answer } = await this.#ask('GET', name, { mostBytes, signal });
    if (answer.status !== 200) throw storeReadFailure(file, answer);
    if (tag !== undefined && withoutQuotes(answer.headers.get('etag') ?? '') !== tag) throw storeReadFailure(file, { status: 412 });
    return answer.body;
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>, { signal }: ObjectWriteOptions = {}): Promise<void> {
    const { file, answer } = await this.#ask('PUT', name, { body: bytes, mostBytes: mostRefusalBytes, signal });
    if (answer.status < 200 || answer.status > 299) throw storeWriteFailure(file, answer);
  }

  async has(name: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<boolean> {
    const { file, answer } = await this.#ask('HEAD', name, { mostBytes: 0, signal });
    if (answer.status === 404) return false;
    if (answer.status !== 200) throw storeReadFailure(file, answer);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** @throws `INVALID_ARGUMENT` for a name that leads out of the store */
  async #ask(
    method: Question['method'],
    name: string,
    {
      body,
      mostBytes,
      signal,
    }: { readonly body?: Uint8Array<ArrayBuffer>; readonly mostBytes: number; readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly file: string; readonly answer: Answer }> {
    expectPlainName(name);
    const file = `${this.address}/${name}`;
    const url = new URL(`${this.#base.href}${name.split('/').map(encodeURIComponent).join('/')}`);
    const headers = new Headers({ 'accept-encoding': 'identity', 'user-agent': `graft-ml/${version}` });
    try {
      const answer = await exchange(() => ({ method, url, headers, body }), { mostBytes, signal, ...this.#limits });
      return { file, answer };
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof AnswerTooLong) expectObjectSize(cause.bytes, mostBytes, file);
      throw (method === 'PUT' ? storeWriteFailure : storeReadFailure)(file, reasonOf(cause), cause);
    }
  }
}
