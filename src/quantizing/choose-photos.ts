import type { DatasetItem } from '../datasets/dataset.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';

/** Which photos are for what. */
export interface ChosenPhotos {
  readonly calibration: readonly DatasetItem[];
  readonly measuring: readonly DatasetItem[];
}

/**
 * Chooses photos to calibrate on, and others to measure with, some of every class: class by class in turn, each class in
 * an order of its own that depends on the seed alone. At most half of the photos calibrate, so that others are left; of
 * a single photo both is done.
 */
export function choosePhotos(
  items: readonly DatasetItem[],
  { calibrate, measure, seed = 0 }: { readonly calibrate: number; readonly measure: number; readonly seed?: number },
): ChosenPhotos {
  const classes = new Map<number, DatasetItem[]>();
  for (const item of items) classes.set(item.label, [...(classes.get(item.label) ?? []), item]);
  const random = seededRandom(seed);
  const queues = [...classes.keys()].toSorted((a, b) => a - b).map((label) => shuffle(classes.get(label) ?? [], random));
  const inTurn: DatasetItem[] = [];
  for (let round = 0; inTurn.length < items.length; round++) {
    for (const queue of queues) {
      const item = queue[round];
      if (item !== undefined) inTurn.push(item);
    }
  }
  const calibration = inTurn.slice(0, Math.min(calibrate, Math.ceil(items.length / 2)));
  const others = inTurn.slice(calibration.length, calibration.length + measure);
  return { calibration, measuring: others.length > 0 ? others : calibration };
}
