import { expect, test } from 'vitest';
import { RollingWindow } from './rolling-window.ts';

test('the last samples are there, the newest at the end', () => {
  const window = new RollingWindow(4);
  expect([...window.take()]).toEqual([]);
  window.add(Float32Array.of(1, 2));
  window.add(Float32Array.of(3));
  expect(window.fresh).toBe(3);
  expect([...window.take()]).toEqual([1, 2, 3]);
  expect(window.fresh).toBe(0);
  window.add(Float32Array.of(4, 5, 6));
  expect([...window.take()]).toEqual([3, 4, 5, 6]);
  window.add(Float32Array.of(1, 2, 3, 4, 5, 6)); // more than there is room for
  expect([...window.take()]).toEqual([3, 4, 5, 6]);
});
