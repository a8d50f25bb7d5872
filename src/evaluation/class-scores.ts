/** How well one class was told from the others. */
export interface ClassScore {
  readonly label: string;
  /** Of the photos taken for this class, the part that is of it; 0 where none was. */
  readonly precision: number;
  /** Of the photos of this class, the part that was found; 0 where there is none. */
  readonly recall: number;
  /** The harmonic mean of the two; 0 where both are. */
  readonly f1: number;
  /** How many photos are of this class. */
  readonly support: number;
}

/**
 * Precision, recall and F1 of each class. What would be 0/0 is 0.
 *
 * @param confusion Rows true, columns predicted; see `confusionMatrix`.
 * @param classNames The name of each class.
 */
export function classScores(confusion: readonly (readonly number[])[], classNames: readonly string[]): ClassScore[] {
  return classNames.map((label, c) => {
    const right = confusion[c]?.[c] ?? 0;
    const support = confusion[c]?.reduce((sum, count) => sum + count, 0) ?? 0;
    const taken = confusion.reduce((sum, row) => sum + (row[c] ?? 0), 0);
    return { label, precision: ratio(right, taken), recall: ratio(right, support), f1: ratio(2 * right, taken + support), support };
  });
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
