/** Something to draw: a layer, or a whole block folded into one box. */
export interface Box {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** The place of its block. */
  readonly block: number;
  /** The keys of the boxes that it reads; all of them come earlier. */
  readonly reads: readonly string[];
}

/** A box, or a place where an edge passes a row of boxes. */
export interface Slot {
  readonly key: string;
  /** Undefined where only an edge passes. */
  readonly box: Box | undefined;
  readonly width: number;
  readonly block: number;
  /** The slots of the row above that it is joined to. */
  readonly above: Slot[];
}

/** An edge past whole blocks: it runs beside them, in a lane of its own. */
export interface Lane {
  readonly from: string;
  readonly to: readonly string[];
  /** The lane's place, from 0 at the drawing's side outwards. */
  readonly track: number;
}

/** Boxes in rows, from top to bottom, with all that passes. */
export interface Ranking {
  readonly rows: readonly (readonly Slot[])[];
  readonly lanes: readonly Lane[];
}

/** What an edge takes up where it passes a row. */
const passing = 14;

/**
 * Divides boxes into rows: each as deep below the first of its block as its longest path, blocks below one another.
 *
 * Edges within a block and to the next one pass the rows between as slots, one for all readers of a box; longer ones get a
 * lane beside the blocks. (K. Sugiyama, S. Tagawa, M. Toda, IEEE Transactions SMC 11, 1981, §III, with rows by longest path.)
 *
 * @param boxes In an order in which each comes after what it reads, a block's together.
 */
export function rankBoxes(boxes: readonly Box[]): Ranking {
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const rowOf = new Map<string, number>();
  let [block, start, end] = [-1, 0, 0];
  for (const box of boxes) {
    if (box.block !== block) [block, start] = [box.block, end];
    const row = Math.max(start, ...box.reads.map((key) => (rowOf.get(key) ?? -1) + 1));
    rowOf.set(box.key, row);
    end = Math.max(end, row + 1);
  }
  const rows: Slot[][] = Array.from({ length: end }, () => []);
  const slots = new Map<string, Slot>();
  const slot = (key: string, box: Box | undefined, row: number, inBlock: number): Slot => {
    const made: Slot = { key, box, width: box?.width ?? passing, block: inBlock, above: [] };
    rows[row]?.push(made);
    slots.set(key, made);
    return made;
  };
  for (const box of boxes) slot(box.key, box, rowOf.get(box.key) ?? 0, box.block);
  const blockOfRow = rows.map(([first]) => first?.block ?? 0);
  const blocks = [...new Set(boxes.map((box) => box.block))];
  const far = new Map<string, Box[]>();
  for (const box of boxes) {
    for (const key of new Set(box.reads)) {
      const source = byKey.get(key);
      if (source === undefined) continue;
      if (blocks.indexOf(box.block) - blocks.indexOf(source.block) > 1) {
        far.set(key, [...(far.get(key) ?? []), box]);
        continue;
      }
      const to = rowOf.get(box.key) ?? 0;
      let above = slots.get(key);
      for (let row = (rowOf.get(key) ?? 0) + 1; row < to; row++) {
        const id = `${key}@${row}`;
        const known = slots.get(id);
        const next = known ?? slot(id, undefined, row, blockOfRow[row] ?? 0);
        if (known === undefined && above !== undefined) next.above.push(above);
        above = next;
      }
      if (above !== undefined) slots.get(box.key)?.above.push(above);
    }
  }
  return { rows, lanes: assignTracks(far, rowOf) };
}

/** Gives each long edge the innermost lane that is free where it runs. */
function assignTracks(far: ReadonlyMap<string, readonly Box[]>, rowOf: ReadonlyMap<string, number>): Lane[] {
  const row = (key: string): number => rowOf.get(key) ?? 0;
  const spans = [...far].map(([from, readers]) => {
    const to = readers.map(({ key }) => key);
    return { from, to, start: row(from), end: Math.max(...to.map(row)) };
  });
  // The shortest innermost, so that lanes cross little.
  spans.sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start);
  const taken: { readonly start: number; readonly end: number }[][] = [];
  return spans.map(({ from, to, start, end }) => {
    let track = taken.findIndex((others) => others.every((other) => end < other.start || start > other.end));
    if (track < 0) track = taken.push([]) - 1;
    taken[track]?.push({ start, end });
    return { from, to, track };
  });
}
