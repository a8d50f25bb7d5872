import { expect, test } from 'vitest';
import { affordablePhotos } from './affordable-photos.ts';
import { BudgetClock } from './budget-clock.ts';

test('the clock counts what runs and what is charged, and nothing while it stands', () => {
  let now = 0;
  const clock = new BudgetClock(10, () => now);
  now = 5000; // not started
  clock.charge(2);
  clock.start();
  now = 8000;
  expect(clock.seconds).toBe(5);
  clock.stop();
  now = 60_000;
  expect(clock.left).toBe(5);
  clock.start();
  now = 66_000;
  expect(clock.isOver).toBe(true);
  expect(clock.left).toBe(0);
});

test('a budget pays for the beginning of a subset, for one photo a class at least', () => {
  const subset = [4, 2, 9, 7, 1, 3];
  expect(affordablePhotos(subset, 2, 4.5, 1)).toEqual([4, 2, 9, 7]);
  expect(affordablePhotos(subset, 3, 0.1, 1)).toEqual([4, 2, 9]);
  expect(affordablePhotos(subset, 2, 100, 1)).toEqual(subset);
});
