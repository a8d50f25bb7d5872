/**
 * Runs a generator of events to its end, hands each event to `onEvent`, and gives back what the generator returns.
 *
 * Long work in Graft is an async generator that yields progress and *returns* the result; this is the bridge to those
 * who would rather pass a callback.
 */
export async function drain<Event, Result>(steps: AsyncGenerator<Event, Result, void>, onEvent?: (event: Event) => void): Promise<Result> {
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
      onEvent?.(step.value);
    }
  } finally {
    // Where onEvent throws, the generator's own `finally` must still run.
    await steps.return(undefined as Result);
  }
}
