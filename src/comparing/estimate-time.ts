import type { Way } from '../report/ways-data.ts';

/** A training that is still to be done. */
export interface PlannedRun {
  readonly way: Way;
  readonly photosPerClass: number;
}

/**
 * What is left of a comparison, in seconds: trainings that step through the network take their budget and are measured on the
 * test photos, the others do arithmetic.
 *
 * @param measured What runs took so far, in seconds, by way: the longest of a way stands for those to come.
 * @param options.begun The share of the first of `left` that is done. @default 0
 */
export function estimateTime(
  left: readonly PlannedRun[],
  measured: ReadonlyMap<Way, number>,
  { budget, testSeconds, begun = 0 }: { readonly budget: number; readonly testSeconds: number; readonly begun?: number | undefined },
): number {
  return left.reduce((sum, { way }, at) => {
    const stepping = way === 'tuned' || way === 'scratch';
    const expected = Math.max(measured.get(way) ?? 0, stepping && !measured.has(way) ? budget + testSeconds : 0);
    return sum + expected * (at === 0 ? 1 - begun : 1);
  }, 0);
}

/** The ways and numbers of photos in the order in which they are tried: small ones first, so that something is there soon. */
export function planRuns(ways: readonly Way[], photos: readonly number[]): readonly PlannedRun[] {
  return photos.flatMap((photosPerClass) => ways.map((way) => ({ way, photosPerClass })));
}
