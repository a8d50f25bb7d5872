import type { CheckedRequests } from './checked-request.ts';
import { downloadFailed, explainDownload } from './explain-download.ts';

/** What bounds a download. */
export interface FetchBytesOptions {
  /** More are refused, by the header where it says so, else when they come. */
  readonly maxBytes: number;
  /** Bounds the time, from the name's resolution to the last byte. */
  readonly signal: AbortSignal;
  /** Called with the bytes that have come, as they come; what it throws ends the download. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Fetches what an address gives into memory, once, within bounds.
 *
 * @throws `DOWNLOAD_FAILED`, `ADDRESS_REFUSED`; the signal's reason; the `GraftError`s of `onBytes`
 */
export async function fetchBytes(
  requests: CheckedRequests,
  url: string,
  { maxBytes, signal, onBytes }: FetchBytesOptions,
): Promise<Uint8Array> {
  try {
    const response = await requests.get(url, signal);
    try {
      const { statusCode = 0, headers } = response;
      if (statusCode !== 200) throw downloadFailed(url, `the server answered with status ${statusCode}`);
      if (Number(headers['content-length'] ?? 0) > maxBytes) throw downloadFailed(url, `it has more than ${maxBytes} bytes`);
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of response as AsyncIterable<Buffer>) {
        // no encoding is set, so that these are bytes
        bytes += chunk.length;
        if (bytes > maxBytes) throw downloadFailed(url, `it has more than ${maxBytes} bytes`);
        onBytes?.(chunk.length);
        chunks.push(chunk);
      }
      if (!response.complete) throw downloadFailed(url, 'the connection ended early');
      return Buffer.concat(chunks);
    } finally {
      response.destroy();
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw explainDownload(url, cause);
  }
}
