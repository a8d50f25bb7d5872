import { expect, test } from 'vitest';
import { makeInspected } from '../../test/fixtures/make-inspected.ts';
import { seededRandom } from '../tensor/random.ts';
import { layOutNetwork, type Rectangle } from './lay-out-network.ts';

const inside = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;
const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each([0, 1, 2, 3, 4, 5, 6, 7])('no boxes overlap, blocks hold theirs, all edges run down, whatever is folded: network %i', (seed) => {
  const random = seededRandom(seed);
  const network = makeInspected(random);
  for (const folded of [new Set<number>(), new Set(network.blocks.keys()), new Set([0, 2, 3])]) {
    const { width, height, boxes, blocks, edges } = layOutNetwork(network, folded);
    const layers = boxes.flatMap(({ shows }) => (typeof shows === 'object' && 'layer' in shows ? [shows.layer] : []));
    const open = network.blocks.flatMap(({ from, to }, block) => (folded.has(block) ? [] : network.layers.slice(from, to)));
    expect(layers.map((at) => network.layers[at])).toEqual(open);
    expect(boxes).toHaveLength(1 + open.length + folded.size); // the pictures come first
    for (const [at, box] of boxes.entries()) {
      expect(inside(box, { x: 0, y: 0, width, height })).toBe(true);
      for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
    }
    for (const [at, block] of blocks.entries()) for (const other of blocks.slice(at + 1)) expect(overlap(block, other)).toBe(false);
    for (const box of boxes) {
      const { shows } = box;
      if (shows === 'input' || 'folded' in shows) continue;
      const own = network.blocks.findIndex(({ from, to }) => shows.layer >= from && shows.layer < to);
      const frame = blocks.find(({ block }) => block === own);
      expect(frame !== undefined && inside(box, frame)).toBe(true);
    }
    for (const { points, lane } of edges) {
      const heights = points.map(([, y]) => y);
      expect(heights.at(-1)).toBeGreaterThan(heights[0] ?? 0);
      if (!lane) expect(heights).toEqual(heights.toSorted((a, b) => a - b));
      for (const [x, y] of points) expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
    }
  }
});

test('what a layer reads is joined to it, once', () => {
  const network = makeInspected(seededRandom(9));
  const { edges } = layOutNetwork(network, new Set());
  const joined = edges.map(({ from, to }) => `${from} > ${to}`);
  const placeOf = new Map(network.layers.map(({ name }, at) => [name, `layer ${at}`]));
  const read = network.layers.flatMap(({ inputs }, at) => inputs.map((input) => `${placeOf.get(input) ?? 'pixels'} > layer ${at}`));
  expect(joined.toSorted()).toEqual([...new Set(read)].toSorted());
});

test('edges pass between boxes, never through one', () => {
  const network = makeInspected(seededRandom(11), { blocks: 12 });
  const { boxes, edges } = layOutNetwork(network, new Set());
  for (const { points, lane } of edges) {
    if (lane) continue; // above and below rows only: the next lines look at rows
    for (const [at, [x, y]] of points.slice(1).entries()) {
      const [beforeX = 0, beforeY = 0] = points[at] ?? [];
      if (beforeX !== x) continue; // a curve in the space between two rows
      const line = { x: x - 0.5, y: beforeY + 0.5, width: 1, height: y - beforeY - 1 };
      for (const box of boxes) expect(line.height > 0 && overlap(line, box)).toBe(false);
    }
  }
});

test('a network of 1,200 layers is laid out within seconds', () => {
  const network = makeInspected(seededRandom(3), { blocks: 270 });
  expect(network.layers.length).toBeGreaterThan(1000);
  const started = performance.now();
  layOutNetwork(network, new Set());
  expect(performance.now() - started).toBeLessThan(5000);
});
