import { Refusal } from '../api/refusal.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { words } from '../words/words.ts';
import { showToast } from './toasts.ts';

/** Does something that may be refused, and shows a refusal as a toast: `attempt(ask(api.train, …))`. Returns whether it was done. */
export function attempt(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') return false;
      const { message, hint } =
        error instanceof Refusal
          ? describeProblem(error.problem)
          : { message: words.value.frame.unexpected, hint: error instanceof Error ? error.message : String(error) };
      showToast({ text: message, hint, tone: 'fault' });
      return false;
    },
  );
}
