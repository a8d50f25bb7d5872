import { expect, test } from 'vitest';
import { KeptAnswer } from './kept-answer.ts';

/** Work that ends when it is told to, or with its signal. */
function work(answer: string) {
  let finish = (): void => {};
  const finished = new Promise<string>((resolve) => {
    finish = () => resolve(answer);
  });
  let times = 0;
  const make = (signal: AbortSignal): Promise<string> => {
    times++;
    return new Promise((done, fail) => {
      signal.addEventListener('abort', () => fail(signal.reason));
      finished.then(done, fail);
    });
  };
  return { make, finish, times: () => times };
}

const { signal } = new AbortController();

test('who waits for an older answer is given the newer one that somebody asked for', async () => {
  await using kept = new KeptAnswer<string>();
  const [older, newer] = [work('older'), work('newer')];
  const first = kept.get('1', older.make, signal);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = kept.get('2', newer.make, signal);
  newer.finish();
  expect(await Promise.all([first, second])).toEqual(['newer', 'newer']);
  expect(await kept.get('2', newer.make, signal)).toBe('newer');
  expect([older.times(), newer.times()]).toEqual([1, 1]);
});

test('a failure of the work, the end of a waiting and the end of all are told', async () => {
  const kept = new KeptAnswer<string>();
  await expect(kept.get('1', () => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  const { make } = work('never');
  const leaving = new AbortController();
  const [left, stayed] = [kept.get('2', make, leaving.signal), kept.get('2', make, signal)];
  leaving.abort(new Error('went away'));
  await expect(left).rejects.toThrow('went away');
  await Promise.all([expect(stayed).rejects.toThrow('closed'), kept[Symbol.asyncDispose]()]);
});
