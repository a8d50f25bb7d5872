import { describe, expect, test } from 'vitest';
import { pointAt, stepBy } from './select-photos.ts';

const photos = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const plain = { range: false, toggle: false };

describe('pointing at photos', () => {
  test('selects one alone, one more, one less', () => {
    const one = pointAt(photos, new Set(['e']), { at: 1, anchor: 0, ...plain });
    expect([...one]).toEqual(['b']);
    const two = pointAt(photos, one, { at: 3, anchor: 1, range: false, toggle: true });
    expect([...two]).toEqual(['b', 'd']);
    expect([...pointAt(photos, two, { at: 1, anchor: 3, range: false, toggle: true })]).toEqual(['d']);
  });

  test('selects from the anchor to either side, beside what was selected only when asked', () => {
    const before = new Set(['a']);
    expect([...pointAt(photos, before, { at: 2, anchor: 4, range: true, toggle: false })]).toEqual(['c', 'd', 'e']);
    expect([...pointAt(photos, before, { at: 2, anchor: 3, range: true, toggle: true })]).toEqual(['a', 'c', 'd']);
  });

  test('leaves the selection where there is no photo', () => {
    const before = new Set(['a']);
    expect(pointAt(photos, before, { at: 9, anchor: 0, ...plain })).toBe(before);
  });
});

test('keys lead through rows, and never down or up beyond them', () => {
  const where = { active: 4, columns: 3, count: 8, pageRows: 1 }; // 0 1 2 / 3 [4] 5 / 6 7
  const steps = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp', 'x'].map((key) =>
    stepBy(key, where),
  );
  expect(steps).toEqual([5, 3, 7, 1, 0, 7, 7, 1, undefined]);
  expect(stepBy('ArrowDown', { ...where, active: 5 })).toBe(5); // below it there is nothing
  expect(stepBy('ArrowUp', { ...where, active: 2 })).toBe(2);
});
