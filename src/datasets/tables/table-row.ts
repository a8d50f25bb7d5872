/** One row of a table, whatever its format. */
export interface TableRow {
  /** Where it stands in the file; the first line is 1. */
  readonly line: number;
  readonly cells: ReadonlyMap<string, unknown>;
}
