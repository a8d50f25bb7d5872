import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraftError } from '../errors.ts';
import { writeFailure } from '../storage/file-failure.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import type { DownloadEvent } from './download-event.ts';
import { shownUrl } from './shown-url.ts';
import type { SourceAddress } from './source-address.ts';
import type { SourceOptions, WantedFile } from './wanted-file.ts';

/** How many times in a row a transfer may bring nothing before it is given up. */
const maxFruitlessAttempts = 4;

/** How often progress is told. */
const progressEveryMs = 100;

/** Circumstances of a download by HTTP. */
export interface HttpsOptions extends SourceOptions {
  /** Wait before the second attempt; doubled for each one after. @default 500 */
  readonly retryDelayMs?: number | undefined;
  /** How long a server may be silent. @default 30000 */
  readonly idleTimeoutMs?: number | undefined;
}

type HttpsFile = WantedFile<SourceAddress & { scheme: 'https' }>;

/** What happened to one attempt: the whole file is there, or the transfer broke off and may be gone on with. */
type Outcome = { readonly done: true } | { readonly done: false; readonly cause: unknown };

/**
 * Downloads files by HTTP. A transfer that breaks off is gone on with where it stopped, now or in a later run, as long
 * as the server vouches (ETag or date) that the file is still the same; otherwise it begins anew.
 *
 * Proxies are used where Node's own `fetch` uses them.
 *
 * @throws DOWNLOAD_FAILED, CHECKSUM_MISMATCH, DISK_FULL, WRITE_FAILED
 */
export async function* httpsSource(files: readonly HttpsFile[], options: HttpsOptions = {}): AsyncGenerator<DownloadEvent, void, void> {
  const { signal, retryDelayMs = 500 } = options;
  for (const file of files) {
    let fruitless = 0;
    for (;;) {
      signal?.throwIfAborted();
      const before = await sizeOf(file.target);
      const outcome = yield* attempt(file, options);
      if (outcome.done) break;
      fruitless = (await sizeOf(file.target)) > before ? 0 : fruitless + 1;
      if (fruitless === maxFruitlessAttempts) throw brokenOff(file, outcome.cause);
      await sleep(retryDelayMs * 2 ** fruitless, undefined, signal === undefined ? {} : { signal }).catch(() => {}); // the loop throws its reason
    }
    await rm(validatorFile(file.target), { force: true });
  }
}

async function* attempt(file: HttpsFile, options: HttpsOptions): AsyncGenerator<DownloadEvent, Outcome, void> {
  const { signal, idleTimeoutMs = 30_000 } = options;
  const { url } = file.address;
  const idle = new AbortController();
  const silence = setTimeout(() => idle.abort(new Error(`silent for ${idleTimeoutMs} ms`)), idleTimeoutMs);
  try {
    const validator = await readValidator(file.target, url);
    const have = validator === undefined ? 0 : await sizeOf(file.target);
    if (have === file.bytes) return { done: true };
    const headers: Record<string, string> = { 'accept-encoding': 'identity' }; // ranges count the file's own bytes
    if (validator !== undefined && have > 0 && have < file.bytes) {
      headers['range'] = `bytes=${have}-`;
      headers['if-range'] = validator;
    }
    const response = await fetch(url, { headers, signal: signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]) });
    const start = startOf(response, have, file);
    if (start === undefined) {
      await response.body?.cancel();
      if (response.status === 206 || response.status === 416) await rm(file.target, { force: true }); // begin anew
      return { done: false, cause: new Error(`HTTP status ${response.status}`) };
    }
    await keepValidator(file.target, url, response);
    let at = start;
    let told = 0;
    await using handle = await open(file.target, start === 0 ? 'w' : 'r+').catch((cause: unknown) => {
      throw writeFailure(cause, file.target);
    });
    for await (const chunk of response.body ?? []) {
      silence.refresh();
      if (at + chunk.length > file.bytes) throw otherFile(file, `it goes on after ${file.bytes} bytes`);
      try {
        for (let from = 0; from < chunk.length; ) from += (await handle.write(chunk, from, chunk.length - from, at + from)).bytesWritten;
      } catch (cause) {
        throw writeFailure(cause, file.target);
      }
      at += chunk.length;
      if (performance.now() - told < progressEveryMs && at < file.bytes) continue;
      told = performance.now();
      yield { type: 'download', file: fileName(url), bytes: at, totalBytes: file.bytes };
    }
    return at === file.bytes
      ? { done: true }
      : { done: false, cause: new Error(`the connection ended after ${at} of ${file.bytes} bytes`) };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof GraftError) throw cause;
    return { done: false, cause };
  } finally {
    clearTimeout(silence);
  }
}

/** Where in the file the response's bytes begin; undefined where the attempt is to be made again. */
function startOf(response: Response, have: number, file: HttpsFile): number | undefined {
  const { status, headers } = response;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
    return range !== null && Number(range[1]) === have && (range[2] === '*' || Number(range[2]) === file.bytes) ? have : undefined;
  }
  if (status === 200) {
    const length = headers.get('content-length');
    if (length !== null && headers.get('content-encoding') === null && Number(length) !== file.bytes) {
      throw otherFile(file, `the server says that it has ${length} bytes`);
    }
    return 0;
  }
  if (status === 408 || status === 416 || status === 429 || status >= 500) return undefined;
  throw new GraftError('DOWNLOAD_FAILED', `Could not download ${shownUrl(file.address.url)}: the server answered with status ${status}.`, {
    hint:
      status === 404 || status === 410
        ? 'The file is no longer there; a newer version of Graft may know another place.'
        : 'Check that the address may be read without a login.',
  });
}

interface Validator {
  readonly url: string;
  readonly validator: string;
}

const validatorFile = (target: string): string => `${target}.json`;

async function keepValidator(target: string, url: string, response: Response): Promise<void> {
  // A weak ETag promises the same meaning, not the same bytes (RFC 9110, section 13.1.5).
  const etag = response.headers.get('etag');
  const validator = etag !== null && !etag.startsWith('W/') ? etag : response.headers.get('last-modified');
  const kept: Validator | undefined = validator === null ? undefined : { url, validator };
  if (kept === undefined) await rm(validatorFile(target), { force: true });
  else await writeFileAtomically(validatorFile(target), JSON.stringify(kept));
}

async function readValidator(target: string, url: string): Promise<string | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(validatorFile(target), 'utf8'));
    if (typeof kept !== 'object' || kept === null || !('url' in kept) || !('validator' in kept)) return undefined;
    return kept.url === url && typeof kept.validator === 'string' ? kept.validator : undefined;
  } catch {
    return undefined; // none kept, or damaged: then the download begins anew
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

function fileName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || new URL(url).host;
}

function otherFile(file: HttpsFile, how: string): GraftError {
  return new GraftError(
    'CHECKSUM_MISMATCH',
    `What ${shownUrl(file.address.url)} gives is not the file of ${file.bytes} bytes that was expected: ${how}.`,
    {
      hint: 'Check that no login page or proxy stands between; a newer version of Graft may know the new file.',
    },
  );
}

function brokenOff(file: HttpsFile, cause: unknown): GraftError {
  // fetch says "fetch failed" and keeps the reason underneath.
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new GraftError('DOWNLOAD_FAILED', `Could not download ${shownUrl(file.address.url)}: ${reason}.`, {
    hint: 'Check the network connection and try again; what has come so far is kept and gone on with.',
    cause,
  });
}
