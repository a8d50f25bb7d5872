import { expect, test } from 'vitest';
import { noteUnderWay, whenSettled } from './under-way.ts';

test('what is under way is waited for, whatever comes of it; what begins later is not', async () => {
  const said: string[] = [];
  let refuse = (): void => {};
  const done = noteUnderWay(Promise.resolve('moved'));
  const refused = noteUnderWay(new Promise<void>((_, reject) => (refuse = () => reject(new Error('refused')))));
  const settled = whenSettled().then(() => said.push('settled'));
  let end = (): void => {};
  const later = noteUnderWay(new Promise<void>((resolve) => (end = resolve)));
  expect(await done).toBe('moved');
  said.push('one is done');
  refuse();
  await expect(refused).rejects.toThrow('refused');
  await settled;
  expect(said).toEqual(['one is done', 'settled']);
  end();
  await later;
  await whenSettled(); // at once: nothing is left
});
