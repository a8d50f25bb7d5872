import { areaUnderRoc } from './area-under-roc.ts';

/** How well "none of these" is told, on photos of known classes and of other things. Plain JSON. */
export interface Rejection {
  /** Photos of known classes. */
  readonly images: number;
  /** How many of them were wrongly turned away. */
  readonly rejected: number;
  /** How photos of other things did; absent where there were none. */
  readonly unknown?: {
    readonly images: number;
    /** How many of them were rightly turned away. */
    readonly rejected: number;
    /** The probability that a photo of another thing has a higher novelty than one of a known class: 1 is perfect. */
    readonly areaUnderRoc: number;
  };
}

/**
 * Counts what the novelty turns away: above 0 is unknown.
 *
 * @param known The novelty of photos of known classes, at least one.
 * @param others The novelty of photos of other things.
 */
export function measureRejection(known: Float32Array, others: Float32Array | undefined): Rejection {
  const rejectedOf = (novelty: Float32Array): number => novelty.filter((value) => value > 0).length;
  return {
    images: known.length,
    rejected: rejectedOf(known),
    ...(others === undefined
      ? {}
      : { unknown: { images: others.length, rejected: rejectedOf(others), areaUnderRoc: areaUnderRoc(known, others) } }),
  };
}
