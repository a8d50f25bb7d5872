import { expect, test } from 'vitest';
import { limit } from './limit.ts';

/** A task that ends when it is told to. */
function held(begun: string[], name: string) {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const task = async (): Promise<string> => {
    begun.push(name);
    await ended;
    return name;
  };
  return { task, end: () => end() };
}

test('tasks run while their weights fit, the others wait in their order', async () => {
  const begun: string[] = [];
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => held(begun, name)) as [Held, Held, Held, Held]; // of four names four
  const run = limit(3);
  const all = [run(2, a.task), run(2, b.task), run(1, c.task), run(9, d.task)];
  expect(begun).toEqual(['a']); // c would fit, but b was first
  a.end();
  await all[0];
  expect(begun).toEqual(['a', 'b', 'c']);
  b.end();
  await all[1];
  expect(begun).toHaveLength(3); // what is heavier than all the room runs alone
  c.end();
  await all[2];
  expect(begun).toHaveLength(4);
  d.end();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});
type Held = ReturnType<typeof held>;

test('one that is taken back while it waits leaves at once and never runs; who stood behind it goes on', async () => {
  const begun: string[] = [];
  const [a, b, c] = [held(begun, 'a'), held(begun, 'b'), held(begun, 'c')];
  const run = limit(2);
  const controller = new AbortController();
  const first = run(1, a.task);
  const heavy = run(2, b.task, controller.signal);
  const light = run(1, c.task);
  const left = expect(heavy).rejects.toThrow('gone');
  controller.abort(new Error('gone'));
  await left;
  await Promise.resolve();
  expect(begun).toEqual(['a', 'c']);
  controller.abort();
  await expect(run(1, b.task, controller.signal)).rejects.toThrow('gone');
  a.end();
  c.end();
  expect(await Promise.all([first, light])).toEqual(['a', 'c']);
  expect(begun).not.toContain('b');
});
