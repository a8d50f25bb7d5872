import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../src/studio/contract.ts';
import { problemOf } from '../state/problem-of.ts';

/** What became of a question to the server. */
export interface Asked<Answer> {
  /** The answer; while the question is asked anew, the one before. */
  readonly answer: Answer | undefined;
  /** Why there is none. */
  readonly problem: Problem | undefined;
  readonly askAgain: () => void;
}

/**
 * Asks the server something that a view shows, and says so where that is refused: `useAsked((signal) => ask(api.run, { query, signal }), run.id)`.
 * Whoever leaves the view stops it.
 *
 * @param of What the question is about: another text asks anew; undefined asks nothing.
 */
export function useAsked<Answer>(ask: (signal: AbortSignal) => Promise<Answer>, of: string | undefined): Asked<Answer> {
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (of === undefined) return;
    const stop = new AbortController();
    setProblem(undefined);
    ask(stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) setAnswer(() => found);
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(problemOf(error));
      },
    );
    return () => stop.abort();
  }, [of, times]);
  return { answer, problem, askAgain: () => setTimes(times + 1) };
}
