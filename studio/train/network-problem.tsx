import type { Problem } from '../../src/studio/contract.ts';
import { Icon } from '../parts/icon.tsx';
import { describeProblem } from '../words/describe-problem.ts';

/** Why a network cannot be used: what kind of problem it is, and which one, in the server's own words where the page's are others. */
export function NetworkProblem({ of }: { readonly of: Problem }) {
  const { message, hint } = describeProblem(of);
  return (
    <div class="training-problem" role="alert">
      <Icon name="warning" />
      <span>
        {message} <span class="quiet">{hint}</span>
        {message !== of.message && (
          <span class="quiet small network-detail" lang="en">
            {of.message}
          </span>
        )}
      </span>
    </div>
  );
}
