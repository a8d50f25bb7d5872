import './ask-problem.css';
import type { Problem } from '../../src/studio/contract.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** Where an answer was to stand: why there is none, what to do about it, and a button that asks again. */
export function AskProblem({ of, onAgain }: { readonly of: Problem; readonly onAgain: () => void }) {
  const { message, hint } = describeProblem(of);
  return (
    <div class="ask-problem">
      <p role="alert">
        <Icon name="warning" />
        <span>
          {message} <span class="quiet">{hint}</span>
        </span>
      </p>
      <Button onClick={onAgain}>{words.value.parts.tryAgain}</Button>
    </div>
  );
}
