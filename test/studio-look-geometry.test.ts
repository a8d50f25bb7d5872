import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotsInside, nearestDots, nextDot } from '../studio/look/map/find-dots.ts';
import { movedBy, toCanvas, toMap, wholeMap, zoomAt } from '../studio/look/map/viewport.ts';
import { steadyOrder } from '../studio/look/steady-order.ts';

const dot = (id: string, x: number, y: number) => ({ id, class: 'a', x, y });

test('a loop holds what lies inside it, also where it is not convex', () => {
  // A U: the dot between its arms is outside.
  const loop = [
    [0, 0],
    [0.2, 0],
    [0.2, 0.8],
    [0.8, 0.8],
    [0.8, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ].map(([x = 0, y = 0]) => ({ x, y }));
  const dots = [dot('left', 0.1, 0.5), dot('between', 0.5, 0.5), dot('bottom', 0.5, 0.9), dot('beyond', 0.5, 1.1)];
  expect(dotsInside(dots, loop).map(({ id }) => id)).toEqual(['left', 'bottom']);
  expect(dotsInside(dots, [])).toEqual([]);
});

test('keys lead to the nearest photo ahead, those straight ahead before those aside', () => {
  const from = dot('from', 0.5, 0.5);
  const dots = [from, dot('ahead', 0.8, 0.5), dot('aside', 0.7, 0.65), dot('behind', 0.4, 0.5), dot('above', 0.5, 0.1)];
  expect(nextDot(dots, from, { x: 1, y: 0 })?.id).toBe('ahead'); // 0.3 ahead; the other 0.2 and twice 0.15
  expect(nextDot(dots, from, { x: 0, y: -1 })?.id).toBe('above');
  expect(nextDot(dots, from, { x: 0, y: 1 })).toBeUndefined(); // what lies lower is further aside than ahead, so to the right
  expect(nearestDots(dots, from, 2).map(({ id }) => id)).toEqual(['from', 'behind']);
});

test('zooming keeps the place under the pointer, and the map never leaves the canvas', () => {
  const whole = wholeMap(640, 480);
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      part,
      part,
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.array(fc.tuple(part, part), { maxLength: 4 }),
      (x, y, factor, moves) => {
        const limits = { whole, most: 30 };
        let view = zoomAt(whole, 8, { x: 320, y: 240 }, limits);
        for (const [right, down] of moves) view = movedBy(view, 2000 * (right - 0.5), 2000 * (down - 0.5), whole);
        const at = { x: 24 + 592 * x, y: 24 + 432 * y };
        const larger = zoomAt(view, 1 + factor, at, limits);
        const place = toCanvas(larger, toMap(view, at));
        expect(place.x).toBeCloseTo(at.x, 6);
        expect(place.y).toBeCloseTo(at.y, 6);
        for (const seen of [view, larger, zoomAt(view, factor, at, limits)]) {
          expect(seen.left).toBeLessThanOrEqual(24 + 1e-9);
          expect(seen.left + seen.width).toBeGreaterThanOrEqual(616 - 1e-6);
          expect(seen.width / seen.height).toBeCloseTo(592 / 432, 9);
        }
      },
    ),
  );
});

test('a list that one works through keeps its order: new ones come last, the one that is looked at stays', () => {
  expect(steadyOrder(['a', 'b', 'c'], ['c', 'd', 'a'], undefined)).toEqual(['a', 'c', 'd']);
  expect(steadyOrder(['a', 'b', 'c'], ['c', 'd', 'a'], 'b')).toEqual(['a', 'b', 'c', 'd']);
  expect(steadyOrder([], ['x', 'y'], 'z')).toEqual(['x', 'y']);
});
