import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { drain } from './drain.ts';
import { reportWhile } from './report-while.ts';

describe('reportWhile', () => {
  test('tells progress while the work goes on, each state once, and returns the result', async () => {
    let done = 0;
    const work = async (): Promise<string> => {
      await sleep(130);
      done = 1;
      await sleep(250);
      return 'result';
    };
    const events: object[] = [];
    const result = await drain(
      reportWhile(work, () => (done === 0 ? undefined : { done })),
      (event) => events.push(event),
    );
    expect(result).toBe('result');
    expect(events).toEqual([{ done: 1 }]);
  });

  test('throws what the work throws', async () => {
    const failing = reportWhile(
      () => Promise.reject(new Error('broken')),
      () => undefined,
    );
    await expect(drain(failing)).rejects.toThrow('broken');
  });

  test("passes the caller's abort on to the work", async () => {
    const steps = reportWhile(
      (signal) => sleep(5000, undefined, { signal }).catch(() => signal.throwIfAborted()),
      () => undefined,
      { signal: AbortSignal.timeout(20) },
    );
    await expect(drain(steps)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('stops the work, and waits for its end, where the consumer stops', async () => {
    let ended = false;
    const work = async (signal: AbortSignal): Promise<void> => {
      await sleep(5000, undefined, { signal }).catch(() => {});
      await sleep(10);
      ended = true;
    };
    for await (const _event of reportWhile(work, () => ({ at: 1 }))) break;
    expect(ended).toBe(true);
  });
});
