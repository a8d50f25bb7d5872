import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckedRequests, type CheckedRequestsOptions } from '../downloads/checked-request.ts';
import { fetchWithin } from '../downloads/fetch-within.ts';
import { GraftError } from '../errors.ts';
import { notPictureReason } from '../pictures/explain-unreadable.ts';
import { sniffedBytes, sniffImage } from '../pictures/sniff-image.ts';
import { sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { sha256 } from '../storage/sha256.ts';
import { limit } from '../tasks/limit.ts';
import { reportWhile } from '../tasks/report-while.ts';
import type { FoundFile } from './find-photos.ts';

/** Photos that are fetched at a time: enough to hide the wait for answers, few enough to be a guest. */
export const fetchesAtOnce = 8;

/** Where so many failed and none succeeded, the rest would fail, too: the network is down, or the list is of the past. */
const failuresToGiveUp = 20;

/** What a user may say about the fetching of photos. */
export interface FetchSettings {
  /** Whether addresses in private networks, and of this machine, may be fetched from. @default false */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** Bytes that a fetched photo may have at most. @default 52428800 (50 MiB; a camera's largest JPEGs have 40) */
  readonly maxPhotoBytes?: number | undefined;
  /** How long an attempt at one photo may take, in milliseconds. @default 60000 */
  readonly fetchTimeoutMs?: number | undefined;
  /** How often a photo is tried. @default 3 */
  readonly fetchAttempts?: number | undefined;
}

/** How photos are fetched. */
export interface FetchPhotosOptions extends FetchSettings {
  /** The cache's place for datasets. */
  readonly datasets: string;
  readonly signal?: AbortSignal | undefined;
  /** Resolves names, in tests. */
  readonly resolve?: CheckedRequestsOptions['resolve'];
  /** Wait before a second attempt, in milliseconds. @default 500 */
  readonly retryDelayMs?: number | undefined;
}

/** What happens while photos are fetched. */
export interface FetchPhotosEvent {
  readonly type: 'fetch';
  /** Photos that are there, or are known not to come. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Bytes that came. */
  readonly bytes: number;
}

/**
 * Fetches photos into the cache, each under its address; those that are there already cost a look. Who is interrupted
 * goes on where it stopped.
 *
 * @returns For each address its file, or why it could not be fetched.
 * @throws `DOWNLOAD_FAILED`, `ADDRESS_REFUSED` where not one can be fetched; `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function* fetchPhotos(
  addresses: Iterable<string>,
  options: FetchPhotosOptions,
): AsyncGenerator<FetchPhotosEvent, Map<string, FoundFile>, void> {
  const wanted = [...new Set(addresses)];
  const found = new Map<string, FoundFile>();
  let [failed, bytes] = [0, 0];
  let firstFailure: GraftError | undefined;
  const work = async (signal: AbortSignal): Promise<void> => {
    const { allowPrivateAddresses = false, resolve } = options;
    using requests = new CheckedRequests({ resolve, ...(allowPrivateAddresses ? { allows: () => true } : {}) });
    const inTurn = limit(fetchesAtOnce);
    const stop = new AbortController();
    const all = AbortSignal.any([signal, stop.signal]);
    const one = async (address: string): Promise<void> => {
      all.throwIfAborted();
      const path = placeOf(address, options.datasets);
      try {
        bytes += (await isFile(path)) ? 0 : await fetchPhoto(requests, address, path, options, all);
        found.set(address, { path });
      } catch (cause) {
        all.throwIfAborted();
        if (!(cause instanceof GraftError) || (cause.code !== 'DOWNLOAD_FAILED' && cause.code !== 'ADDRESS_REFUSED')) throw cause;
        firstFailure ??= cause;
        found.set(address, { path: address, skip: cause.message });
        if (++failed === found.size && failed >= Math.min(failuresToGiveUp, wanted.length)) throw firstFailure;
      }
    };
    const tasks = wanted.map((address) => inTurn(1, () => one(address)));
    try {
      await Promise.all(tasks);
    } finally {
      stop.abort(new DOMException('Another fetch failed.', 'AbortError'));
      await Promise.allSettled(tasks);
    }
  };
  const { signal } = options;
  yield* reportWhile(work, () => ({ type: 'fetch' as const, done: found.size, total: wanted.length, failed, bytes }), { signal });
  return found;
}

/**
 * Fetches one photo, within limits; what is no picture by its first bytes is not fetched further.
 *
 * @returns How many bytes came.
 * @throws `DOWNLOAD_FAILED`, `ADDRESS_REFUSED`, `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function fetchPhoto(
  requests: CheckedRequests,
  address: string,
  path: string,
  options: Omit<FetchSettings, 'allowPrivateAddresses'> &
    Pick<FetchPhotosOptions, 'retryDelayMs'> & {
      /** Whether a sound is taken, too. @default false */
      readonly sounds?: boolean;
    },
  signal: AbortSignal,
): Promise<number> {
  return fetchWithin(requests, address, path, {
    maxBytes: options.maxPhotoBytes ?? 50 * 2 ** 20,
    timeoutMs: options.fetchTimeoutMs ?? 60_000,
    attempts: options.fetchAttempts ?? 3,
    retryDelayMs: options.retryDelayMs ?? 500,
    headBytes: sniffedBytes,
    refuse: (head) =>
      options.sounds === true && sniffSound(head.subarray(0, sniffedSoundBytes)) !== undefined
        ? undefined
        : notPictureReason(sniffImage(head)),
    signal,
  });
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (about) => about.isFile(),
    () => false,
  );
}

/** Where a fetched photo is kept: by its address, with the name that it has there so far as that is plain. */
function placeOf(address: string, datasets: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const key = sha256(`${url?.origin ?? ''}${url?.pathname ?? address}${url?.search ?? ''}`);
  const name = (url?.pathname.split('/').at(-1) ?? '').replaceAll(/[^\w.-]+/g, '_').slice(-60);
  return join(datasets, 'photos', key.slice(0, 2), `${key.slice(0, 32)}-${name}`);
}
