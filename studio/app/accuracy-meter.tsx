import { routeTo } from '../state/route.ts';
import { interim, isBusy, measure, stale, training } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** How good the classifier is, moving while it learns; it leads to the training. */
export function AccuracyMeter() {
  const { frame } = words.value;
  const { percent } = formats.value;
  const known = measure.value;
  return (
    <a class="accuracy-meter" href={routeTo('train')}>
      <span class="accuracy-name">{frame.accuracy}</span>
      {known !== undefined && (
        <>
          <strong class="accuracy-value">{percent(known.accuracy)}</strong>
          <span class="accuracy-interval">{frame.interval(percent(known.low, 0), percent(known.high, 0))}</span>
          <span class="unseen">{frame.measuredOn(known.images)}</span>
        </>
      )}
      <span class="accuracy-state">{stateOf()}</span>
      {isBusy.value && <span class="accuracy-progress" style={{ '--done': String(doneOf()) }} />}
    </a>
  );
}

/** What the training does, in a word or two; nothing where all is learned. */
function stateOf(): string {
  const { frame } = words.value;
  const { seconds, whole } = formats.value;
  const now = training.value;
  switch (now.state) {
    case 'lacking':
      return frame.lacking;
    case 'failed':
      return frame.failed;
    case 'features':
      return now.secondsLeft > 0 ? `${frame.learning}, ${seconds(Math.ceil(now.secondsLeft))}` : `${frame.learning}, ${whole(now.done)}`;
    case 'preparing':
    case 'fitting':
    case 'deeper':
      return frame.learning;
    case 'idle':
      if (measure.value === undefined) return frame.notYet;
      return stale.value ? frame.changed : '';
  }
}

/** From 0 to 1. */
function doneOf(): number {
  const now = training.value;
  if (now.state === 'features' || now.state === 'deeper') return now.done / Math.max(1, now.total);
  if (now.state === 'fitting') return 1;
  const share = interim.value === null ? 0 : interim.value.photos / Math.max(1, interim.value.total);
  return share;
}
