/** Where a pointer or a key points in a list, and with what. */
interface Pointing {
  readonly at: number;
  /** Where a range begins: the last photo that was pointed at without Shift. */
  readonly anchor: number;
  readonly range: boolean;
  readonly toggle: boolean;
}

/** The selection after pointing at a photo: that one alone, one more or one less, or all from the anchor to it. */
export function pointAt(
  photos: readonly { readonly id: string }[],
  selection: ReadonlySet<string>,
  { at, anchor, range, toggle }: Pointing,
): ReadonlySet<string> {
  if (range) {
    const ids = photos.slice(Math.min(at, anchor), Math.max(at, anchor) + 1).map(({ id }) => id);
    return new Set(toggle ? [...selection, ...ids] : ids);
  }
  const id = photos[at]?.id;
  if (id === undefined) return selection;
  if (!toggle) return new Set([id]);
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Where a key leads in a list that lies in rows; undefined for keys that lead nowhere. It may lie outside the list. */
export function stepBy(
  key: string,
  {
    active,
    columns,
    count,
    pageRows,
  }: { readonly active: number; readonly columns: number; readonly count: number; readonly pageRows: number },
): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return active + 1;
    case 'ArrowLeft':
      return active - 1;
    case 'ArrowDown':
      return active + columns < count ? active + columns : active;
    case 'ArrowUp':
      return active >= columns ? active - columns : active;
    case 'PageDown':
      return active + columns * pageRows;
    case 'PageUp':
      return active - columns * pageRows;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
