import { AwsV4Signer } from 'aws4fetch';
import { sha256 } from '../storage/sha256.ts';
import { version } from '../version.ts';
import { type Answer, AnswerTooLong, type ExchangeOptions, exchange, type Question } from './exchange.ts';
import {
  expectObjectSize,
  mostObjectBytes,
  type ObjectReadOptions,
  type ObjectStore,
  type ObjectWriteOptions,
  type StoredObject,
} from './object-store.ts';
import { readS3ErrorCode, readS3List, withoutQuotes } from './read-s3-list.ts';
import type { S3Settings } from './s3-settings.ts';
import { expectPlainName } from './store-address.ts';
import { type Refusal, reasonOf, storeReadFailure, storeWriteFailure } from './store-failure.ts';

/** A page of a list has a thousand names of 1,024 bytes, each byte written in three, and some words about each. */
const mostPageBytes = 8 * 2 ** 20;

/** More objects than can be planned at once; a server that goes on and on ends here. */
const mostListed = 100_000_000;

/** Which files of a bucket a store is. */
export interface S3Place {
  readonly bucket: string;
  /** What the names of all its files begin with: empty, or ending in `/`. */
  readonly prefix: string;
}

/**
 * A bucket of S3-compatible object storage as a store: all of it, or what lies below a prefix. Requests are signed by AWS Signature
 * Version 4 with the hash of what is sent, so that a server refuses what was changed on the way.
 */
export class S3Store implements ObjectStore {
  readonly address: string;
  readonly #base: URL;
  readonly #prefix: string;
  readonly #settings: S3Settings;
  readonly #limits: Pick<ExchangeOptions, 'attempts' | 'firstDelayMs' | 'idleTimeoutMs'>;
  /** Keys derived from the secret for a day, as the signer keeps them. */
  readonly #derived = new Map<string, ArrayBuffer>();

  constructor(
    { bucket, prefix }: S3Place,
    settings: S3Settings,
    limits: Pick<ExchangeOptions, 'attempts' | 'firstDelayMs' | 'idleTimeoutMs'> = {},
  ) {
    this.address = `s3://${bucket}/${prefix}`.replace(/\/$/, '');
    this.#base = bucketUrl(bucket, settings);
    this.#prefix = prefix;
    this.#settings = settings;
    this.#limits = limits;
  }

  async read(name: string, { mostBytes = mostObjectBytes, tag, signal }: ObjectReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.#shown(name);
    const headers = tag === undefined ? {} : { 'if-match': `"${tag}"` };
    const answer = await this.#ask('GET', { url: this.#urlOf(name), headers, mostBytes, file, signal });
    if (answer.status !== 200) throw storeReadFailure(file, refusalOf(answer));
    // Servers that know no conditions send what they have.
    if (tag !== undefined && tagOf(answer) !== tag) throw storeReadFailure(file, { status: 412 });
    return answer.body;
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>, { unlessThere = false, signal }: ObjectWriteOptions = {}): Promise<void> {
    const file = this.#shown(name);
    const put = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
      this.#ask('PUT', { url: this.#urlOf(name), headers, body: bytes, mostBytes: mostPageBytes, file, signal });
    let answer = await put(unlessThere ? { 'if-none-match': '*' } : {});
    if (unlessThere && answer.status === 412) return; // it is there
    if (unlessThere && answer.status === 501) answer = await put({}); // the server knows no such condition
    if (answer.status !== 200 && answer.status !== 201 && answer.status !== 204) throw storeWriteFailure(file, refusalOf(answer));
  }

  async has(name: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<boolean> {
    const file = this.#shown(name);
    const answer = await this.#ask('HEAD', { url: this.#urlOf(name), mostBytes: 0, file, signal });
    if (answer.status === 404) return false;
    if (answer.status !== 200) throw storeReadFailure(file, refusalOf(answer));
    return true;
  }

  async *list(prefix: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncGenerator<StoredObject> {
    const place = `${this.address}/${prefix}`;
    let listed = 0;
    let next: string | undefined;
    do {
      const url = new URL(this.#base);
      const query = { 'list-type': '2', 'encoding-type': 'url', prefix: `${this.#prefix}${prefix}` };
      for (const [key, value] of Object.entries({ ...query, ...(next === undefined ? {} : { 'continuation-token': next }) }))
        url.searchParams.set(key, value);
      const answer = await this.#ask('GET', { url, mostBytes: mostPageBytes, file: place, signal });
      if (answer.status !== 200) throw storeReadFailure(place, refusalOf(answer));
      const page = readS3List(new TextDecoder().decode(answer.body));
      if (page === undefined) throw storeReadFailure(place, 'the server’s list of files cannot be understood');
      for (const { key, bytes, tag } of page.objects)
        if (key.startsWith(this.#prefix)) yield { name: key.slice(this.#prefix.length), bytes, tag };
      listed += page.objects.length;
      if (listed > mostListed || (page.next !== undefined && (page.next === next || page.objects.length === 0)))
        throw storeReadFailure(place, 'the server’s list of files has no end');
      next = page.next;
    } while (next !== undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask(
    method: Question['method'],
    {
      url,
      headers = {},
      body,
      mostBytes,
      file,
      signal,
    }: {
      readonly url: URL;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Uint8Array<ArrayBuffer>;
      readonly mostBytes: number;
      readonly file: string;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<Answer> {
    const bodyHash = sha256(body ?? new Uint8Array());
    try {
      return await exchange(() => this.#sign({ method, url, headers: new Headers(headers), body }, bodyHash), {
        ...{ mostBytes, signal },
        ...this.#limits,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof AnswerTooLong) expectObjectSize(cause.bytes, mostBytes, file);
      const failure = method === 'PUT' ? storeWriteFailure : storeReadFailure;
      throw failure(file, reasonOf(cause), cause);
    }
  }

  /** Headers that servers on the way may change are added after the signature. */
  async #sign(question: Question, bodyHash: string): Promise<Question> {
    const { credentials, region } = this.#settings;
    const { method, url, headers } = question;
    if (credentials !== undefined) {
      headers.set('x-amz-content-sha256', bodyHash);
      const signer = new AwsV4Signer({
        method,
        url: url.href,
        headers,
        service: 's3',
        region,
        cache: this.#derived,
        ...withoutUndefined(credentials),
      });
      const signed = await signer.sign();
      for (const [name, value] of signed.headers) headers.set(name, value);
    }
    headers.set('accept-encoding', 'identity');
    headers.set('user-agent', `graft-ml/${version}`);
    return question;
  }

  #shown(name: string): string {
    return `${this.address}/${name}`;
  }

  /** @throws `INVALID_ARGUMENT` for a name that leads out of the store */
  #urlOf(name: string): URL {
    expectPlainName(name);
    const path = `${this.#prefix}${name}`.split('/').map(encodeURIComponent).join('/');
    return new URL(`${this.#base.href}${path}`);
  }
}

/** `https://bucket.s3.region.amazonaws.com/`, and where another server is named `https://server/bucket/`, which all understand. */
function bucketUrl(bucket: string, { endpoint, region }: S3Settings): URL {
  if (endpoint !== undefined) return new URL(`${endpoint.href.replace(/\/$/, '')}/${bucket}/`);
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // A certificate for *.s3… holds for one label.
  return new URL(bucket.includes('.') ? `https://${host}/${bucket}/` : `https://${bucket}.${host}/`);
}

function withoutUndefined({ sessionToken, ...pair }: NonNullable<S3Settings['credentials']>): {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
} {
  return { ...pair, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function refusalOf({ status, body }: Answer): Refusal {
  return { status, code: readS3ErrorCode(new TextDecoder().decode(body)) };
}

const tagOf = ({ headers }: Answer): string => withoutQuotes(headers.get('etag') ?? '');
