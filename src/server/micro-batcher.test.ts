import { expect, test } from 'vitest';
import { limit } from '../tasks/limit.ts';
import { MicroBatcher } from './micro-batcher.ts';

/** A computation that ends when it is told to. */
function held(turn = limit(1), maxBatch = 4) {
  const batches: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const batcher = new MicroBatcher<number, string>({
    maxBatch,
    turn,
    run: async (items) => {
      batches.push(items);
      await new Promise<void>((resolve) => ends.push(resolve));
      return items.map((item) => `<${item}>`);
    },
  });
  /** Ends the batch under way and lets what follows begin. */
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { batcher, batches, end };
}

test('one alone is computed at once; what comes meanwhile goes together, up to the limit, in its order', async () => {
  const { batcher, batches, end } = held();
  const all = [batcher.submit(0)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([[0]]);
  for (let item = 1; item <= 6; item++) all.push(batcher.submit(item));
  expect(batcher.waiting).toBe(6);
  await end();
  await end();
  expect(batches).toEqual([[0], [1, 2, 3, 4], [5, 6]]);
  await end();
  expect(await Promise.all(all)).toEqual(['<0>', '<1>', '<2>', '<3>', '<4>', '<5>', '<6>']);
  const later = batcher.submit(7);
  await end();
  expect(await later).toBe('<7>');
});

test('one that is taken back while it waits is told at once, and not computed', async () => {
  const { batcher, batches, end } = held();
  const first = batcher.submit(0);
  const controller = new AbortController();
  const second = batcher.submit(1, controller.signal);
  const third = batcher.submit(2);
  const told = expect(second).rejects.toThrow('gone');
  controller.abort(new Error('gone'));
  await told; // the batch before it is still under way
  expect(batcher.waiting).toBe(1);
  await end();
  await end();
  expect(batches.flat()).not.toContain(1);
  expect(await Promise.all([first, third])).toEqual(['<0>', '<2>']);
  await expect(batcher.submit(3, controller.signal)).rejects.toThrow('gone');
});

test('one that is taken back while it is computed is told at once; the others of its batch are computed', async () => {
  const { batcher, batches, end } = held();
  const controller = new AbortController();
  const first = batcher.submit(0);
  const told = expect(batcher.submit(1, controller.signal)).rejects.toThrow('gone');
  const third = batcher.submit(2);
  await end();
  expect(batches).toEqual([[0], [1, 2]]);
  controller.abort(new Error('gone'));
  await told;
  await end();
  expect(await Promise.all([first, third])).toEqual(['<0>', '<2>']);
});

test('a batch that fails fails its own items, and the next one goes on', async () => {
  let fails = true;
  const batcher = new MicroBatcher<number, number>({
    maxBatch: 8,
    turn: limit(1),
    run: async (items) => {
      if (fails) throw new Error('broken');
      return items;
    },
  });
  const outcomes = await Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await batcher.submit(3)).toBe(3);
});

test('models take turns: one with a long queue does not hold up another', async () => {
  const turn = limit(1);
  const order: string[] = [];
  const make = (name: string) =>
    new MicroBatcher<number, number>({
      maxBatch: 2,
      turn,
      run: async (items) => {
        order.push(name);
        return items;
      },
    });
  const [busy, quiet] = [make('busy'), make('quiet')];
  const work = Array.from({ length: 10 }, (_, item) => busy.submit(item));
  work.push(quiet.submit(0));
  await Promise.all(work);
  expect(order.indexOf('quiet')).toBeLessThanOrEqual(1);
});
