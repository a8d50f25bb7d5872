import type { Logger } from 'pino';
import type { CheckedRequests } from '../downloads/checked-request.ts';
import { type FetchBytesOptions, fetchBytes } from '../downloads/fetch-bytes.ts';
import { GraftError } from '../errors.ts';

/** Fetches a picture by its address. */
export type FetchPicture = (url: string, options: Pick<FetchBytesOptions, 'signal' | 'onBytes'>) => Promise<Uint8Array>;

/**
 * Makes what fetches pictures that clients name by their address, from where the server may fetch alone.
 *
 * @throws `ADDRESS_REFUSED`, `DOWNLOAD_FAILED`; the signal's reason
 */
export function pictureFetcher(requests: CheckedRequests, maxBytes: number, log: Logger): FetchPicture {
  return async (url, options) => {
    try {
      return await fetchBytes(requests, url, { maxBytes, ...options });
    } catch (error) {
      if (!(error instanceof GraftError) || error.code !== 'ADDRESS_REFUSED') throw error;
      // The reason names the address that a name resolves to here, which is nobody's business outside.
      log.info({ reason: error.message }, "a picture's address was refused");
      throw new GraftError('ADDRESS_REFUSED', 'The address is not one of a place on the public internet (https: or http:).', {
        hint: 'Send the picture itself.',
        cause: error,
      });
    }
  };
}
