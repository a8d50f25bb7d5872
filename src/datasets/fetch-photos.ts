import { GraftError } from '../errors.ts';
import type { FoundFile } from './find-photos.ts';

/** A photo that was fetched, or why it was not. */
export type FetchedPhoto = FoundFile;

/** What happens while photos are fetched. */
export interface FetchPhotosEvent {
  readonly type: 'fetch';
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly bytes: number;
}

/** What a user may say about it. */
export interface FetchSettings {
  /** Whether addresses in private networks, and of this machine, may be fetched from. @default false */
  readonly allowPrivateAddresses?: boolean | undefined;
}

/** How photos are fetched. */
export interface FetchPhotosOptions extends FetchSettings {
  /** The cache's place for datasets. */
  readonly datasets: string;
  readonly signal?: AbortSignal | undefined;
}

/** Fetches. */
// biome-ignore lint/correctness/useYield: soon
export async function* fetchPhotos(
  _addresses: readonly string[],
  _options: FetchPhotosOptions,
): AsyncGenerator<FetchPhotosEvent, Map<string, FetchedPhoto>, void> {
  throw new GraftError('INTERNAL', 'soon');
}
