import { decodingThreadsFor } from '../features/decoding-threads.ts';
import { type ExtractedFeatures, type ExtractRequest, extractFeatures, type FeatureEvent } from '../features/extract-features.ts';

/** Features of some photos of a dataset. */
export interface FeatureGroup extends Pick<ExtractedFeatures, 'features' | 'hashes'> {
  readonly type: 'group';
  /** Which photo the first row belongs to. */
  readonly from: number;
}

/** What all groups came to. */
export type GroupedFeatures = Pick<ExtractedFeatures, 'computed' | 'cached' | 'skipped'>;

/** Photos whose features are wanted, and how many numbers are to be in memory at a time. */
export interface GroupsRequest extends Omit<ExtractRequest, 'collect' | 'looks'> {
  /** @default 2^20: 4 MB of features, and several times that where they are on their way into a file */
  readonly numbersAtOnce?: number | undefined;
}

/**
 * Features of any number of photos, group after group, so that memory does not grow with them.
 *
 * @throws as `extractFeatures`
 */
export async function* embedInGroups({
  numbersAtOnce = 2 ** 20,
  ...request
}: GroupsRequest): AsyncGenerator<FeatureEvent | FeatureGroup, GroupedFeatures, void> {
  const { files, cuts } = request;
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);
  const rows = Math.max(1, Math.floor(numbersAtOnce / Math.max(1, width)));
  let [computed, cached] = [0, 0];
  const skipped: GroupedFeatures['skipped'][number][] = [];
  const decoding = request.decoding ?? decodingThreadsFor(files.length, request.preprocessing); // for all groups
  try {
    for (let from = 0; from < files.length; from += rows) {
      const group = extractFeatures({ ...request, decoding, files: files.slice(from, from + rows) });
      let step = await group.next();
      for (; !step.done; step = await group.next()) yield overall(step.value, { from, cached, total: files.length });
      yield { type: 'group', from, features: step.value.features, hashes: step.value.hashes };
      computed += step.value.computed;
      cached += step.value.cached;
      skipped.push(...step.value.skipped);
    }
    return { computed, cached, skipped };
  } finally {
    if (request.decoding === undefined) await decoding.close();
  }
}

/** Progress within a group as progress of the whole. */
function overall(event: FeatureEvent, before: { readonly from: number; readonly cached: number; readonly total: number }): FeatureEvent {
  if (event.type !== 'features') return event;
  const { imagesPerSecond } = event;
  const done = before.from + event.done;
  const secondsLeft = imagesPerSecond === 0 ? 0 : (before.total - done) / imagesPerSecond;
  return { ...event, done, total: before.total, cached: before.cached + event.cached, secondsLeft };
}
