/** Runs a task when there is room for its weight; a signal takes it back for as long as it waits, with its reason. */
export type Limit = <Result>(weight: number, task: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

interface Waiting {
  readonly weight: number;
  readonly proceed: () => void;
}

/**
 * Lets tasks run at a time whose weights sum to at most `room`; the others wait, first come, first served. A task that is
 * heavier than all the room runs alone.
 */
export function limit(room: number): Limit {
  let taken = 0;
  const waiting: Waiting[] = [];
  const fits = (weight: number): boolean => taken === 0 || taken + weight <= room;
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined && fits(next.weight); next = waiting[0]) {
      waiting.shift();
      taken += next.weight;
      next.proceed();
    }
  };
  const turn = (weight: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const one: Waiting = {
        weight,
        proceed: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(one), 1);
        reject(signal?.reason);
        admit(); // it may have stood before one that fits
      };
      waiting.push(one);
      signal?.addEventListener('abort', leave, { once: true });
    });
  return async (weight, task, signal) => {
    signal?.throwIfAborted();
    if (waiting.length === 0 && fits(weight)) taken += weight;
    else await turn(weight, signal);
    try {
      return await task();
    } finally {
      taken -= weight;
      admit();
    }
  };
}
