import type { Depth } from '../../src/studio/tuning-contract.ts';

/** Epochs at most, as `graft train --train-from` has them. */
const epochs = 4;

/** The part of the photos that is learned from; the others are held back. */
const learned = 0.8;

/**
 * A step forward and back in float32 costs so many times a look forward through the same layers: measured as 5.9 for InceptionV3 from mixed_7a
 * (`bench/fine-tuning.ts`: 45.6 s an epoch of 480 photos, where the whole network sees 12 photos a second).
 */
const stepCost = 6;

/**
 * About how many seconds a training deeper than the head takes, all epochs, with what is computed once before it.
 *
 * @param pace Photos a second that the whole network sees here; undefined and 0 where that was not measured.
 */
export function secondsToDeepen({ share }: Depth, photos: number, pace: number | undefined): number | undefined {
  if (pace === undefined || pace <= 0) return undefined;
  const once = (1 - share) * photos;
  return Math.max(1, (once + epochs * learned * photos * stepCost * share) / pace);
}
