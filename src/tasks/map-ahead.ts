/** How far {@link mapAhead} may run ahead, and what stops it. */
export interface MapAheadOptions {
  /** How many calls may be under way or finished and not yet taken: what bounds memory. At least 1. */
  readonly ahead: number;
  /** Stops the work; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Maps over a sequence with up to `ahead` calls under way, and yields the results in the sequence's order.
 *
 * The consumer's pace bounds the work: no more than `ahead` results ever wait. A failure in one call ends the
 * sequence when its turn comes; calls already under way are awaited, so that none outlives the loop.
 */
export async function* mapAhead<In, Out>(
  items: AsyncIterable<In> | Iterable<In>,
  map: (item: In, index: number) => Promise<Out>,
  options: MapAheadOptions,
): AsyncGenerator<Out, void, void> {
  const { ahead, signal } = options;
  const underWay: Promise<Out>[] = [];
  let index = 0;
  try {
    for await (const item of items) {
      signal?.throwIfAborted();
      const call = map(item, index++);
      call.catch(() => {}); // reported when its turn comes; until then it is not unhandled
      underWay.push(call);
      if (underWay.length >= ahead) yield await (underWay.shift() as Promise<Out>);
    }
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
      signal?.throwIfAborted();
      yield await next;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
