import { api } from '../../src/studio/api.ts';
import type { ShippingJob } from '../../src/studio/shipping-contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { attempt } from '../state/attempt.ts';
import { words } from '../words/words.ts';

/** How far something is that is being made, and a button that stops it. */
export function JobProgress({ of }: { readonly of: ShippingJob }) {
  const { ship } = words.value;
  const text = ship.steps[of.step];
  return (
    <div class="job">
      <p class="small" role="status">
        {text}
      </p>
      <ProgressBar label={text} value={of.total === undefined ? undefined : of.done} total={of.total ?? 1} />
      <Button icon="stop" onClick={() => void attempt(ask(api.stopShipping, { body: {} }))}>
        {ship.stop}
      </Button>
    </div>
  );
}
