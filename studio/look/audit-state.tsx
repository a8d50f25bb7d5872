import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { Button } from '../parts/button.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { attempt } from '../state/attempt.ts';
import { audit } from '../state/judgements.ts';
import { isBusy, training } from '../state/training.ts';
import { describeTraining } from '../train/describe-training.ts';
import { words } from '../words/words.ts';

/** Why it is not known yet what is suspicious: the photos are being checked, or learned first, or somebody has to start that. */
export function AuditState() {
  const { look, train } = words.value;
  const now = training.value;
  const start = (): void => void attempt(ask(api.train, { body: {} }));
  if (now.state === 'failed') return <AskProblem of={now.problem} onAgain={start} />;
  if (isBusy.value || audit.value === 'pending') {
    const said = isBusy.value ? describeTraining() : look.checking;
    return (
      <div class="audit-state">
        <p class="quiet" role="status">
          {said}
        </p>
        <ProgressBar label={said} />
      </div>
    );
  }
  return (
    <div class="audit-state">
      <p class="quiet" role="status">
        {look.notChecked}
      </p>
      {now.state === 'idle' && (
        <Button icon="play" kind="main" onClick={start}>
          {train.start}
        </Button>
      )}
    </div>
  );
}
