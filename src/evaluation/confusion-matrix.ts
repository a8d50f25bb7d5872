import { expectLabels, type Labels } from '../tensor/labels.ts';

/**
 * Counts how often each class was taken for each: rows are the true classes, columns the predicted ones.
 *
 * @param labels The true class of each photo.
 * @param predicted The predicted class of each photo.
 * @throws `SHAPE_MISMATCH`, `INVALID_ARGUMENT` when the two don't fit each other or the classes.
 */
export function confusionMatrix(labels: Labels, predicted: Labels, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const truth = expectLabels(labels, labels.length, classes);
  const guesses = expectLabels(predicted, labels.length, classes);
  for (const [photo, label] of truth.entries()) {
    const row = counts[label] ?? [];
    const guess = guesses[photo] ?? 0;
    row[guess] = (row[guess] ?? 0) + 1;
  }
  return counts;
}
