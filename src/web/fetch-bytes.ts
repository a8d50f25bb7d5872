import { GraftError } from '../errors.ts';

/** How far a download is. */
export interface WebDownload {
  readonly type: 'download';
  /** The file's address. */
  readonly file: string;
  /** Bytes that have come, unpacked where the server had packed them. */
  readonly bytes: number;
  /** Undefined where the server does not say, or says the size of what it packed. */
  readonly totalBytes: number | undefined;
}

/** How to fetch. */
export interface FetchBytesOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: WebDownload) => void) | undefined;
  /** What the browser's own cache may answer. @default 'default' */
  readonly cache?: RequestCache | undefined;
}

/**
 * Fetches a file whole.
 *
 * @throws `FILE_NOT_FOUND` where the server has none, `DOWNLOAD_FAILED`; the signal's reason
 */
export async function fetchBytes(
  file: string,
  { signal, onProgress, cache = 'default' }: FetchBytesOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  try {
    const response = await fetch(file, { cache, signal: signal ?? null });
    if (response.status === 404 || response.status === 410) throw notFound(file);
    if (!response.ok || response.body === null) throw failed(file, `the server answered ${response.status}`);
    const packed = response.headers.has('content-encoding');
    const length = Number(response.headers.get('content-length') ?? 0);
    const totalBytes = packed || length === 0 ? undefined : length;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      bytes += part.value.length;
      onProgress?.({ type: 'download', file, bytes, totalBytes });
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof GraftError) throw cause;
    throw failed(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function notFound(file: string): GraftError {
  return new GraftError('FILE_NOT_FOUND', `There is nothing at ${file}.`, { file, hint: 'Check the address.' });
}

function failed(file: string, why: string, cause?: unknown): GraftError {
  return new GraftError('DOWNLOAD_FAILED', `Could not fetch ${file}: ${why}.`, {
    file,
    hint: 'Check the connection, and that the other server allows it (CORS).',
    cause,
  });
}
