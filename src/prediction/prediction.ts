/** A class, and how sure the classifier is of it. */
export interface Prediction {
  readonly label: string;
  /** Its place among the classes. */
  readonly index: number;
  /** Between 0 and 1; over all classes they sum to 1, but for a model of several labels, where each stands for itself. */
  readonly probability: number;
  /** Whether it is in the set that holds the right class with the frequency asked for; absent where none was. */
  readonly inSet?: boolean;
  /** Whether the picture is said to have it; only of a model of several labels a photo. */
  readonly present?: boolean;
}

/** The most probable classes, best first; the earlier class wins a tie. */
export function topPredictions(probabilities: Float32Array, labels: readonly string[], top: number): readonly Prediction[] {
  return [...probabilities]
    .map((probability, index) => ({ label: labels[index] ?? `class ${index}`, index, probability }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, top);
}
