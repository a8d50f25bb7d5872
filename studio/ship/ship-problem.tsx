import type { Problem } from '../../src/studio/contract.ts';
import { Icon } from '../parts/icon.tsx';
import { describeProblem } from '../words/describe-problem.ts';

/** Why something could not be made, and what to do about it. */
export function ShipProblem({ of }: { readonly of: Problem }) {
  const { message, hint } = describeProblem(of);
  return (
    <p class="ship-problem" role="alert">
      <Icon name="warning" />
      <span>
        {message} <span class="quiet">{hint}</span>
      </span>
    </p>
  );
}
