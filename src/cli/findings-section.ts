/** One kind of finding: what was found, what to do, and where. */
export interface FindingsSection {
  readonly severity: 'serious' | 'doubtful' | 'notable';
  readonly title: string;
  /** What to do about it, in a sentence or two. */
  readonly advice: string;
  /** Rows of a table; the last column is a path. */
  readonly rows: readonly (readonly string[])[];
}
