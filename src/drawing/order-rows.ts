import { placeInOrder } from './place-in-order.ts';
import type { Slot } from './rank-boxes.ts';

/** So often down and up. Few crossings are left after the first. */
const sweeps = 4;
/** Free space between two slots of a row, in pixels. */
const gap = 18;

/**
 * Orders the slots of each row so that few edges cross, and says where each lies: the middles, 0 at the drawing's.
 *
 * A slot is drawn to the mean place of what it is joined to, in the row above going down, in the row below going up
 * (barycentres: Sugiyama, Tagawa, Toda, 1981, §IV), and rows keep the order in which layers run where that says nothing.
 */
export function orderRows(rows: readonly (readonly Slot[])[]): ReadonlyMap<Slot, number> {
  const below = new Map<Slot, Slot[]>();
  for (const slot of rows.flat()) for (const above of slot.above) below.set(above, [...(below.get(above) ?? []), slot]);
  const places = new Map<Slot, number>();
  const put = (row: readonly Slot[], joined: (slot: Slot) => readonly Slot[], reorder: boolean): Slot[] => {
    const wanted = new Map(row.map((slot) => [slot, mean(joined(slot).map((each) => places.get(each) ?? 0)) ?? places.get(slot) ?? 0]));
    const order = reorder ? row.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0)) : [...row];
    const middles = placeInOrder(
      order.map((slot) => wanted.get(slot) ?? 0),
      order.map((slot) => slot.width),
      gap,
    );
    for (const [at, slot] of order.entries()) places.set(slot, middles[at] ?? 0);
    return order;
  };
  let ordered = rows.map((row) => put(row, () => [], false));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    ordered = ordered.map((row) => put(row, (slot) => slot.above, sweep < 2));
    ordered = ordered
      .toReversed()
      .map((row) => put(row, (slot) => below.get(slot) ?? [], sweep < 2))
      .toReversed();
  }
  for (const row of ordered) put(row, (slot) => slot.above, false); // last from above, so that branches run straight down
  return places;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
