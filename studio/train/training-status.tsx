import { api } from '../../src/studio/api.ts';
import { addressOf } from '../api/address-of.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { attempt } from '../state/attempt.ts';
import { routeTo } from '../state/route.ts';
import { interim, isBusy, isDeeperWanted, measure, stale, training } from '../state/training.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { DeeperResult } from './deeper-result.tsx';
import { describeTraining } from './describe-training.ts';
import { Lacks } from './lacks.tsx';

/** What the training does at the moment, in words and as a bar, and how good the classifier is. */
export function TrainingStatus() {
  const { train, frame, deeper, network } = words.value;
  const { percent } = formats.value;
  const now = training.value;
  const known = measure.value;
  return (
    <div class="panel training-status">
      {known !== undefined && (
        <p class="training-measure">
          <strong class="number">{percent(known.accuracy)}</strong>
          <span>
            {interim.value === null ? train.namedRightly : train.soFar}{' '}
            <span class="quiet small">
              {train.interval(percent(known.low), percent(known.high))}, {frame.measuredOn(known.images)}
            </span>
          </span>
        </p>
      )}
      <div class="training-now" role="status">
        <p>{describeTraining()}</p>
        {now.state === 'failed' && (
          <p class="training-problem">
            <Icon name="warning" />
            <span>
              {describeProblem(now.problem).message} <span class="quiet">{describeProblem(now.problem).hint}</span>
            </span>
          </p>
        )}
      </div>
      {now.state === 'lacking' && <Lacks lacks={now.lacks} />}
      {isBusy.value && <ProgressBar label={train.title} {...progress()} />}
      <DeeperResult />
      <div class="training-actions">
        {isBusy.value ? (
          <Button icon="stop" onClick={() => void attempt(ask(api.stop, { body: {} }))}>
            {train.stop}
          </Button>
        ) : now.state === 'lacking' ? (
          <a class="button is-main" href={routeTo('collect')}>
            <Icon name="photos" />
            <span>{frame.verbs.collect}</span>
          </a>
        ) : (
          <Button
            icon="play"
            kind={stale.value || isDeeperWanted.value ? 'main' : 'plain'}
            onClick={() => void attempt(ask(api.train, { body: {} }))}
          >
            {isDeeperWanted.value ? deeper.start : train.start}
          </Button>
        )}
        {known !== undefined && (
          <a class="button is-quiet" href={addressOf(api.drawing, {})} target="_blank" rel="noopener">
            <Icon name="eye" />
            <span>{network.drawn}</span>
          </a>
        )}
      </div>
    </div>
  );
}

function progress(): { readonly value?: number; readonly total?: number } {
  const now = training.value;
  if (now.state === 'deeper' && now.total > 0) return { value: now.done, total: now.total };
  if (now.state === 'features') return { value: now.done, total: now.total };
  if (now.state === 'preparing' && now.done !== undefined && now.total !== undefined) return { value: now.done, total: now.total };
  return {};
}
