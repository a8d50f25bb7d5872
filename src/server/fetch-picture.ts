import type { CheckedRequests } from '../downloads/checked-request.ts';
import { fetchBytes } from '../downloads/fetch-bytes.ts';
import { GraftError } from '../errors.ts';

/**
 * Fetches a picture that a client named by its address, from where the server may fetch alone.
 *
 * @throws `ADDRESS_REFUSED`, `DOWNLOAD_FAILED`; the signal's reason
 */
export async function fetchPicture(requests: CheckedRequests, url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await fetchBytes(requests, url, { maxBytes, signal });
  } catch (error) {
    if (!(error instanceof GraftError) || error.code !== 'ADDRESS_REFUSED') throw error;
    // The usual hint is for those who wrote the address into a list of their own.
    throw new GraftError('ADDRESS_REFUSED', error.message, { hint: 'Send the picture itself.', cause: error });
  }
}
