import { GraftError } from '../errors.ts';
import type { Held } from './admission.ts';
import { errorStatus } from './error-status.ts';
import type { SentPicture } from './read-pictures.ts';
import type { ServedModel } from './served-model.ts';
import type { Answer } from './served-network.ts';
import type { ServerContext } from './server-context.ts';

/** What became of a sent picture. */
export type SentOutcome = { readonly name: string | undefined } & (Answer | { readonly error: GraftError });

/**
 * Takes the pictures of a request through the model, all at once; each is fetched and decoded for itself.
 *
 * @returns One for each picture, in their order; what is wrong with a picture itself is its outcome.
 * @throws `OVERLOADED`, `RUNTIME_FAILED`; the signal's reason
 */
export async function classifySent(
  { admission, fetchPicture, metrics }: ServerContext,
  model: ServedModel,
  pictures: readonly SentPicture[],
  held: Held,
  signal: AbortSignal,
): Promise<readonly SentOutcome[]> {
  using _places = admission.pictures(pictures.length);
  // Where the request as a whole fails, the other pictures are not fetched to their end.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const one = async ({ name, source }: SentPicture): Promise<SentOutcome> => {
    try {
      const pictures = 'pixels' in source ? [source.pixels] : await model.decode(await fileOf(source), name, either);
      using _windows = admission.pictures(pictures.length - 1); // of a sound, which was let in as one
      const answer = await model.classify(pictures, either);
      metrics.picture(model.name, 'ok');
      return { name, ...answer };
    } catch (error) {
      metrics.picture(model.name, error instanceof GraftError ? error.code : 'INTERNAL');
      if (error instanceof GraftError && !either.aborted && isOfPicture(error)) return { name, error };
      failure.abort(error);
      throw error;
    }
  };
  const fileOf = async (source: { readonly bytes: Uint8Array } | { readonly url: string }): Promise<Uint8Array> => {
    if ('bytes' in source) return source.bytes;
    if (fetchPicture === undefined) throw fetchesNothing();
    return await fetchPicture(source.url, { signal: either, onBytes: held.add }); // counted as they come, as a body is
  };
  const outcomes = await Promise.allSettled(pictures.map(one));
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** Whether an error is about one picture, so that the others of its request can be answered. */
function isOfPicture({ code }: GraftError): boolean {
  return errorStatus(code) === 422 || code === 'IMAGE_TOO_LARGE' || code === 'SOUND_TOO_LONG';
}

function fetchesNothing(): GraftError {
  return new GraftError('ADDRESS_REFUSED', 'The server fetches no pictures by their address.', {
    hint: 'Send the picture itself, or start the server with --allow-urls (allowUrls).',
  });
}
