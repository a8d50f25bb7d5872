/** Runs a task when a place is free. */
export type Limit = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Lets at most `places` tasks run at a time; the others wait their turn, first come, first served. */
export function limit(places: number): Limit {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((proceed) => waiting.push(proceed));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next(); // the place goes straight to the next in line
    }
  };
}
