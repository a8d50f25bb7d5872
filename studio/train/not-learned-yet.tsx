import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { attempt } from '../state/attempt.ts';
import { photos } from '../state/photos.ts';
import { readiness } from '../state/readiness.ts';
import { routeTo } from '../state/route.ts';
import { training } from '../state/training.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { words } from '../words/words.ts';
import { describeTraining } from './describe-training.ts';
import { Lacks } from './lacks.tsx';

/** In place of a view that needs a classifier, while `readiness` is not `ready`: that it is being learned, what it lacks, or what went wrong. */
export function NotLearnedYet({ icon, title, text }: { readonly icon: IconName; readonly title: string; readonly text: string }) {
  const { train, frame } = words.value;
  const now = training.value;
  const ready = readiness.value;
  if (ready.state === 'learning') {
    return (
      <EmptyState icon={icon} title={train.firstTitle} text={train.firstText}>
        <p class="quiet" role="status">
          {describeTraining()}
        </p>
        <ProgressBar label={train.title} value={ready.done} total={ready.total ?? 1} />
      </EmptyState>
    );
  }
  if (now.state === 'failed') {
    const { message, hint } = describeProblem(now.problem);
    return (
      <EmptyState icon="warning" title={train.failed} text={hint === undefined ? message : `${message} ${hint}`}>
        <StartTraining />
      </EmptyState>
    );
  }
  if (now.state === 'lacking' || photos.value.size === 0) {
    return (
      <EmptyState icon={icon} title={title} text={text}>
        {now.state === 'lacking' && photos.value.size > 0 && <Lacks lacks={now.lacks} />}
        <a class="button is-main" href={routeTo('collect')}>
          <Icon name="photos" />
          <span>{frame.verbs.collect}</span>
        </a>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={title} text={train.enoughText}>
      <StartTraining />
    </EmptyState>
  );
}

function StartTraining() {
  return (
    <Button icon="play" kind="main" onClick={() => void attempt(ask(api.train, { body: {} }))}>
      {words.value.train.start}
    </Button>
  );
}
