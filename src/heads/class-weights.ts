import { invalidArgument } from '../errors.ts';
import { countLabels } from '../tensor/labels.ts';

/**
 * How much the photos of each class count: `'balanced'` lets every class count alike however many photos it has, `'none'`
 * every photo; a list gives the weight of a photo of each class.
 */
export type ClassWeights = 'balanced' | 'none' | readonly number[];

/**
 * The weight of a photo of each class.
 *
 * Balanced weights are n / (k · n_c), k being the classes that have photos: the mean over the photos is 1.
 * G. King, L. Zeng, Logistic regression in rare events data, Political Analysis 9, 2001, §4.2.
 *
 * @param labels The class of each photo.
 * @param classes How many classes there are; one without photos gets weight 0 when balanced.
 * @throws `INVALID_ARGUMENT` when a list has not one positive number a class.
 */
export function resolveClassWeights(choice: ClassWeights, labels: Int32Array, classes: number): Float64Array {
  return classWeightsOfCounts(choice, Float64Array.from(countLabels(labels, classes)));
}

/**
 * The same, where no more is known than how many photos each class has.
 *
 * @throws `INVALID_ARGUMENT` when a list has not one positive number a class.
 */
export function classWeightsOfCounts(choice: ClassWeights, counts: Float64Array): Float64Array {
  const classes = counts.length;
  if (choice === 'none') return new Float64Array(classes).fill(1);
  if (choice === 'balanced') {
    const photos = counts.reduce((sum, count) => sum + count, 0);
    const present = counts.filter((count) => count > 0).length;
    return counts.map((count) => (count === 0 ? 0 : photos / (present * count)));
  }
  if (choice.length !== classes || !choice.every((weight) => Number.isFinite(weight) && weight > 0)) {
    throw invalidArgument('classWeights', `'balanced', 'none' or ${classes} positive numbers, one a class`, choice);
  }
  return Float64Array.from(choice);
}

/**
 * The weight of each photo, summing to 1.
 *
 * @param keep Which photos count; the others get weight 0. @default all
 */
export function sampleWeightsOf(
  labels: Int32Array,
  classWeights: Float64Array,
  keep: (photo: number) => boolean = () => true,
): Float64Array {
  const weights = Float64Array.from(labels, (label, photo) => (keep(photo) ? (classWeights[label] ?? 0) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 0 ? weights : weights.map((weight) => weight / total);
}
