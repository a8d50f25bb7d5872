import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { drain } from './drain.ts';
import { limit } from './limit.ts';
import { mapAhead } from './map-ahead.ts';

/** The results, and the most calls that were under way or waiting at a time. */
async function run(count: number, ahead: number, slow: (item: number) => number): Promise<{ results: number[]; most: number }> {
  let [started, taken, most] = [0, 0, 0];
  const results: number[] = [];
  const call = async (item: number): Promise<number> => {
    most = Math.max(most, ++started - taken);
    await sleep(slow(item));
    return 10 * item;
  };
  for await (const result of mapAhead(
    Array.from({ length: count }, (_, i) => i),
    call,
    { ahead },
  )) {
    results.push(result);
    taken++;
  }
  return { results, most };
}

test.each([1, 3, 50])('results come in the order of the items, at most %i ahead', async (ahead) => {
  const { results, most } = await run(20, ahead, (item) => (item * 7) % 5);
  expect(results).toEqual(Array.from({ length: 20 }, (_, i) => 10 * i));
  expect(most).toBe(Math.min(ahead, 20));
});

test('nothing is nothing', async () => {
  expect((await run(0, 4, () => 0)).results).toEqual([]);
});

test('a failure comes when its turn does, after the calls under way have settled', async () => {
  const finished: number[] = [];
  const seen: number[] = [];
  const call = async (item: number): Promise<number> => {
    await sleep(item === 2 ? 1 : 15);
    if (item === 2) throw new Error('third');
    finished.push(item);
    return item;
  };
  const loop = async (): Promise<void> => {
    for await (const result of mapAhead([0, 1, 2, 3, 4, 5, 6, 7, 8], call, { ahead: 4 })) seen.push(result);
  };
  await expect(loop()).rejects.toThrow('third');
  expect(seen).toEqual([0, 1]);
  expect(finished).toHaveLength(new Set([...finished, 3, 4]).size); // those that had begun have ended: none outlives the loop
  const now = finished.length;
  await sleep(30);
  expect(finished).toHaveLength(now);
});

test('an abort ends it with its reason; so does one before the first', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const seen: number[] = [];
  const loop = async (signal: AbortSignal): Promise<void> => {
    for await (const result of mapAhead(
      Array.from({ length: 100 }, (_, i) => i),
      async (item) => item,
      { ahead: 4, signal },
    )) {
      seen.push(result);
      if (seen.length === 3) controller.abort(reason);
    }
  };
  await expect(loop(controller.signal)).rejects.toBe(reason);
  expect(seen).toEqual([0, 1, 2]);
  await expect(loop(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('limit: no more than its room at a time, first come, first served, also past a failure', async () => {
  const inTurn = limit(5);
  let [taken, most] = [0, 0];
  const order: number[] = [];
  const weights = [2, 3, 4, 1, 1, 9, 1, 2]; // the 9 is heavier than all the room: it runs alone
  const outcomes = await Promise.allSettled(
    weights.map((weight, i) =>
      inTurn(weight, async () => {
        order.push(i);
        taken += weight;
        if (weight === 9) expect(taken).toBe(9);
        else most = Math.max(most, taken);
        await sleep(2);
        taken -= weight;
        if (i === 3) throw new Error('fourth');
        return i;
      }),
    ),
  );
  expect(most).toBe(5);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(outcomes.map((outcome) => outcome.status === 'fulfilled')).toEqual(weights.map((_, i) => i !== 3));
});

test('drain hands on every event and gives back the result; where the listener throws, the work is cleaned up', async () => {
  let cleaned = 0;
  async function* work(): AsyncGenerator<number, string, void> {
    try {
      yield 1;
      yield 2;
      return 'done';
    } finally {
      cleaned++;
    }
  }
  const events: number[] = [];
  expect(await drain(work(), (event) => events.push(event))).toBe('done');
  expect(events).toEqual([1, 2]);
  const thrower = (): void => {
    throw new Error('listener');
  };
  await expect(drain(work(), thrower)).rejects.toThrow('listener');
  expect(cleaned).toBe(2);
});
