import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fetchesAtOnce, fetchPhoto } from '../../datasets/fetch-photos.ts';
import { CheckedRequests, type CheckedRequestsOptions } from '../../downloads/checked-request.ts';
import { GraftError } from '../../errors.ts';
import { remove } from '../../storage/remove.ts';
import { mapAhead } from '../../tasks/map-ahead.ts';
import type { Added } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import type { Project } from '../project/project.ts';
import { addPhotos, type SentPhoto } from './add-photos.ts';

/** Who waits at a page waits so long for a list, in milliseconds; what has not come by then is told as not fetched. */
const longestMs = 240_000;

/** A photo or sound may take so long, and is tried so often: less patience than `graft train` has, as somebody looks on. */
const patience = { fetchTimeoutMs: 30_000, fetchAttempts: 2, retryDelayMs: 500, sounds: true } as const;

/** Where photos and sounds may be fetched from. */
export type FetchingOptions = Pick<CheckedRequestsOptions, 'resolve' | 'allows'>;

/**
 * Fetches photos or sounds by their addresses, from the public internet alone, into a class: one operation.
 *
 * @throws as {@link addPhotos}; what is wrong with an address is told in the answer
 */
export async function importUrls(
  project: Project,
  { to, urls, fetching }: { readonly to: string; readonly urls: readonly string[]; readonly fetching?: FetchingOptions | undefined },
  signal?: AbortSignal,
): Promise<Added> {
  project.classOf(to);
  const work = join(project.places.incoming, randomUUID());
  const late = AbortSignal.timeout(longestMs);
  const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
  using requests = new CheckedRequests(fetching);
  const fetchOne = async (url: string, at: number): Promise<SentPhoto> => {
    const path = join(work, String(at));
    try {
      await fetchPhoto(requests, url, path, patience, stop);
      return { sent: url, sentName: nameOf(url), path, label: '' };
    } catch (error) {
      signal?.throwIfAborted();
      return { sent: url, problem: problemOf(inPlainWords(error, late)) };
    }
  };
  const wanted = [...new Set(urls.map((url) => url.trim()).filter((url) => url !== ''))];
  try {
    return await addPhotos(project, mapAhead(wanted, fetchOne, { ahead: fetchesAtOnce, signal }), to, signal);
  } finally {
    await remove(work);
  }
}

/** The hints of downloads speak of the command line; who looks at a page is told otherwise. */
function inPlainWords(error: unknown, late: AbortSignal): unknown {
  if (late.aborted)
    return new GraftError('TIMED_OUT', `The list took longer than ${longestMs / 60_000} minutes.`, {
      hint: 'Give fewer addresses at a time.',
    });
  if (!(error instanceof GraftError)) return error;
  if (error.code === 'ADDRESS_REFUSED')
    return new GraftError(error.code, error.message, {
      hint: 'Give addresses on the public internet; download others yourself.',
    });
  if (error.code === 'DOWNLOAD_FAILED')
    return new GraftError(error.code, error.message, {
      hint: 'Open the address in a browser to see whether it is that of a photo or recording, not of a page with one.',
    });
  return error;
}

/** What a photo is called where it comes from. */
function nameOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a per cent sign that is meant as one
  }
}
