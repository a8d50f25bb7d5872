import { boxesToDraw, type Shows } from './boxes-to-draw.ts';
import type { InspectedNetwork } from './inspected-network.ts';
import { orderRows } from './order-rows.ts';
import { type Lane, rankBoxes, type Slot } from './rank-boxes.ts';

/** A rectangle, in pixels; the drawing's top left corner is 0, 0. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box at its place. */
export interface PlacedBox extends Rectangle {
  readonly shows: Shows;
}

/** A block at its place. A folded one is its box. */
export interface PlacedBlock extends Rectangle {
  readonly block: number;
  readonly folded: boolean;
}

/** From the bottom of a box to the top of another: points to go through. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** In a lane beside the blocks: corners rather than curves. */
  readonly lane: boolean;
}

/** A network laid out to be drawn. */
export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly blocks: readonly PlacedBlock[];
  readonly edges: readonly PlacedEdge[];
}

const margin = 28;
const betweenRows = 26;
/** Around a block's layers, above them for its name, and between two blocks. */
const frame = { side: 14, top: 58, bottom: 14, between: 40, narrowest: 330 } as const;
const laneWidth = 14;

/**
 * Lays a network out from top to bottom in the order in which its layers run, branches side by side, blocks framed.
 *
 * @param folded The places of blocks that are drawn as one box.
 * Cost: a few passes over boxes and edges.
 */
export function layOutNetwork(network: Pick<InspectedNetwork, 'layers' | 'blocks'>, folded: ReadonlySet<number>): NetworkLayout {
  const shown = boxesToDraw(network, folded);
  const boxes = shown.map(({ box }) => box);
  const boxByKey = new Map(boxes.map((box) => [box.key, box]));
  const { rows, lanes } = rankBoxes(boxes);
  const middles = orderRows(rows);
  const isFramed = (block: number): boolean => block >= 0 && !folded.has(block);

  // From top to bottom: where each row begins and ends.
  const tops: number[] = [];
  const bottoms: number[] = [];
  let y = margin;
  for (const [at, row] of rows.entries()) {
    const block = row[0]?.block ?? -1;
    const before = rows[at - 1]?.[0]?.block;
    if (before !== undefined && before !== block) {
      y += (isFramed(before) ? frame.bottom : 0) + frame.between;
      if (isFramed(block)) y += frame.top;
    } else if (before !== undefined) y += betweenRows;
    tops.push(y);
    y += Math.max(...row.map((slot) => slot.box?.height ?? 0));
    bottoms.push(y);
  }
  const lastBlock = rows.at(-1)?.[0]?.block ?? -1;
  const height = y + (isFramed(lastBlock) ? frame.bottom : 0) + frame.between;

  // From side to side.
  const left = (slot: Slot): number => (middles.get(slot) ?? 0) - slot.width / 2;
  const frames = framesOf(rows, middles, isFramed);
  const sides = [...frames.values(), ...rows.flat().map((slot) => ({ left: left(slot), right: left(slot) + slot.width }))];
  const start = Math.min(...sides.map((side) => side.left)) - margin;
  const end = Math.max(...sides.map((side) => side.right));
  const tracks = 1 + Math.max(-1, ...lanes.map(({ track }) => track));
  const width = end - start + margin + (tracks > 0 ? tracks * laneWidth + 10 : 0);

  const showsByKey = new Map(shown.map(({ box, shows }) => [box.key, shows]));
  const rowOfKey = new Map(rows.flatMap((row, at) => row.map((slot) => [slot.key, at] as const)));
  const middleOfKey = new Map([...middles].map(([slot, middle]) => [slot.key, middle - start]));
  const placedBoxes = rows.flatMap((row, at) =>
    row.flatMap((slot): PlacedBox[] => {
      const shows = showsByKey.get(slot.key);
      if (slot.box === undefined || shows === undefined) return [];
      return [{ x: left(slot) - start, y: tops[at] ?? 0, width: slot.width, height: slot.box.height, shows }];
    }),
  );
  const placedBlocks = network.blocks.flatMap((_, block): PlacedBlock[] => {
    const own = rows.flatMap((row, at) => (row[0]?.block === block ? [at] : []));
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    const side = frames.get(block);
    if (side === undefined) {
      const slot = rows[first]?.[0];
      if (slot === undefined) return [];
      const x = left(slot) - start;
      return [{ block, folded: true, x, y: tops[first] ?? 0, width: slot.width, height: (bottoms[first] ?? 0) - (tops[first] ?? 0) }];
    }
    const top = (tops[first] ?? 0) - frame.top;
    const bottom = (bottoms[last] ?? 0) + frame.bottom;
    return [{ block, folded: false, x: side.left - start, y: top, width: side.right - side.left, height: bottom - top }];
  });
  const place = (key: string) => {
    const row = rowOfKey.get(key) ?? 0;
    const box = boxByKey.get(key);
    return {
      x: middleOfKey.get(key) ?? 0,
      top: tops[row] ?? 0,
      bottom: (tops[row] ?? 0) + (box?.height ?? 0),
      rowBottom: bottoms[row] ?? 0,
    };
  };
  const near = rows.flatMap((row, at) =>
    row.flatMap((slot) => (slot.box === undefined ? [] : slot.above.map((above) => followUp(slot, above, at)))),
  );
  function followUp(slot: Slot, first: Slot, row: number): PlacedEdge {
    const points: [number, number][] = [[place(slot.key).x, tops[row] ?? 0]];
    let [above, at] = [first, row - 1];
    for (; above.box === undefined; at--) {
      const x = middleOfKey.get(above.key) ?? 0;
      points.push([x, bottoms[at] ?? 0], [x, tops[at] ?? 0]);
      const next = above.above[0];
      if (next === undefined) break;
      above = next;
    }
    const { x, bottom, rowBottom } = place(above.key);
    if (rowBottom > bottom) points.push([x, rowBottom]);
    points.push([x, bottom]);
    return { from: above.key, to: slot.key, points: points.toReversed(), lane: false };
  }
  return {
    width,
    height,
    boxes: placedBoxes,
    blocks: placedBlocks,
    edges: [...near, ...lanes.flatMap((lane) => laneEdges(lane, end - start, place))],
  };
}

type Place = (key: string) => { readonly x: number; readonly top: number; readonly bottom: number; readonly rowBottom: number };

function laneEdges({ from, to, track }: Lane, side: number, place: Place): PlacedEdge[] {
  const x = side + 10 + track * laneWidth;
  const source = place(from);
  return to.map((key) => {
    const target = place(key);
    // Out right below the row, in right above it: there are no boxes in between.
    const [out, into] = [source.rowBottom + 6 + (track % 3) * 3, target.top - 8 - (track % 3) * 3];
    const points = [
      [source.x, source.bottom],
      [source.x, out],
      [x, out],
      [x, into],
      [target.x, into],
      [target.x, target.top],
    ] as const;
    return { from, to: key, points, lane: true };
  });
}

/** How far each open block reaches to the left and to the right. */
function framesOf(rows: readonly (readonly Slot[])[], middles: ReadonlyMap<Slot, number>, isFramed: (block: number) => boolean) {
  const frames = new Map<number, { left: number; right: number }>();
  for (const slot of rows.flat()) {
    if (!isFramed(slot.block)) continue;
    const middle = middles.get(slot) ?? 0;
    const known = frames.get(slot.block) ?? { left: middle, right: middle };
    const left = Math.min(known.left, middle - slot.width / 2 - frame.side);
    const right = Math.max(known.right, middle + slot.width / 2 + frame.side);
    frames.set(slot.block, { left, right });
  }
  for (const [block, { left, right }] of frames) {
    const more = Math.max(0, frame.narrowest - (right - left)) / 2;
    frames.set(block, { left: left - more, right: right + more });
  }
  return frames;
}
