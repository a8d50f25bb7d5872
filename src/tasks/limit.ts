/** Runs a task when there is room for its weight. */
export type Limit = <Result>(weight: number, task: () => Promise<Result>) => Promise<Result>;

/**
 * Lets tasks run at a time whose weights sum to at most `room`; the others wait, first come, first served. A task that is
 * heavier than all the room runs alone.
 */
export function limit(room: number): Limit {
  let taken = 0;
  const waiting: { readonly weight: number; readonly proceed: () => void }[] = [];
  const fits = (weight: number): boolean => taken === 0 || taken + weight <= room;
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined && fits(next.weight); next = waiting[0]) {
      waiting.shift();
      taken += next.weight;
      next.proceed();
    }
  };
  return async (weight, task) => {
    if (waiting.length === 0 && fits(weight)) taken += weight;
    else await new Promise<void>((proceed) => waiting.push({ weight, proceed }));
    try {
      return await task();
    } finally {
      taken -= weight;
      admit();
    }
  };
}
