/** A photo's labels in a table's cell: several as a JSON array, as any separator might occur in a label. */
export function labelCell(labels: readonly string[]): string {
  return labels.length > 1 ? JSON.stringify(labels) : (labels[0] ?? '');
}
