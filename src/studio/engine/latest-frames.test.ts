import { expect, test } from 'vitest';
import { LatestFrames } from './latest-frames.ts';

test('of the frames of a page that wait only the newest is judged; pages do not wait for one another', async () => {
  const frames = new LatestFrames();
  const judged: string[] = [];
  const open: (() => void)[] = [];
  const show = (page: string, frame: string): Promise<string | undefined> =>
    frames.inTurn(page, async () => {
      judged.push(frame);
      await new Promise<void>((resolve) => open.push(resolve));
      return frame;
    });
  const [first, second, third, other] = [show('a', '1'), show('a', '2'), show('a', '3'), show('b', 'other')];
  expect(await second).toBeUndefined();
  expect(judged).toEqual(['1', 'other']);
  open[1]?.();
  expect(await other).toBe('other');
  open[0]?.();
  expect(await first).toBe('1');
  await expect.poll(() => judged).toEqual(['1', 'other', '3']);
  open[2]?.();
  expect(await third).toBe('3');
  const fourth = show('a', '4'); // nothing is under way: at once
  expect(judged.at(-1)).toBe('4');
  open[3]?.();
  expect(await fourth).toBe('4');
});

test('a frame that cannot be judged does not hold up the next', async () => {
  const frames = new LatestFrames();
  const broken = frames.inTurn('a', () => Promise.reject(new Error('broken')));
  const next = frames.inTurn('a', () => Promise.resolve('judged'));
  await expect(broken).rejects.toThrow('broken');
  expect(await next).toBe('judged');
});
