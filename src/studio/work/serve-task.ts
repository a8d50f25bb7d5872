import process from 'node:process';
import type { Problem } from '../contract-values.ts';
import { problemOf } from '../problem-of.ts';

/** What a program tells of its task: any number of steps, then how it ended. */
export type TaskAnswer<Step, Outcome> =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Steps of one kind are told so often at most, in milliseconds. */
const everyMs = 100;

/** What was begun has so long to put away what it has half written. */
const graceMs = 1000;

/** Does the one task that `runTask` sends to this process, and tells how far it is. The process ends with its parent. */
export function serveTask<Task, Step extends { readonly step: string }, Outcome>(
  work: (task: Task, signal: AbortSignal) => AsyncGenerator<Step, Outcome, void>,
): void {
  const ended = new AbortController();
  const send = (answer: TaskAnswer<Step, Outcome>): void => {
    if (process.connected) process.send?.(answer);
  };
  const follow = async (task: Task): Promise<Outcome> => {
    let told: { readonly step: string; readonly at: number } | undefined;
    const steps = work(task, ended.signal);
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value;
      const now = performance.now();
      if (told?.step === step.value.step && now - told.at < everyMs) continue;
      told = { step: step.value.step, at: now };
      send({ kind: 'step', step: step.value });
    }
  };
  process.on('message', (task: Task) => {
    follow(task).then(
      (outcome) => send({ kind: 'done', outcome }),
      (error: unknown) => send({ kind: 'failed', problem: describe(error) }),
    );
  });
  process.on('disconnect', () => {
    ended.abort(new DOMException('Studio was closed.', 'AbortError'));
    setTimeout(() => process.exit(), graceMs).unref();
  });
  // Ctrl-C in a terminal reaches this process, too; the parent decides when it ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}

/** A fault of Graft's own goes over in its own words, as the parent's log is the place for it. */
function describe(error: unknown): Problem {
  const problem = problemOf(error);
  return problem.code === 'INTERNAL' && error instanceof Error ? { ...problem, message: error.message } : problem;
}
