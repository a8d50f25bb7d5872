import { settings } from '../state/project.ts';
import { isBusy, isDeeperWanted, runs, training } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { TuningChart } from './tuning-chart.tsx';

/** What a training deeper than the head does at the moment, or came to: honestly, also where the head alone was kept. */
export function DeeperResult() {
  const { deeper } = words.value;
  const { percent } = formats.value;
  const now = training.value;
  if (now.state === 'deeper') return <TuningChart of={now.course} />;
  const [run] = runs.value;
  const from = settings.value?.trainFrom;
  if (isDeeperWanted.value && from !== undefined) return isBusy.value ? null : <p class="quiet">{deeper.wanted(from)}</p>;
  const tuning = run?.tuning;
  if (tuning === undefined) return null;
  const kept = tuning.epochs.find(({ epoch }) => epoch === tuning.best);
  return (
    <div class="deeper-result">
      <p>
        {kept === undefined
          ? deeper.notKept(tuning.from, tuning.epochs.length)
          : kept.heldOut === undefined || tuning.before === null
            ? deeper.unjudged(tuning.from)
            : deeper.kept(tuning.from, percent(tuning.before.accuracy), percent(kept.heldOut.accuracy), run?.measure?.images ?? 0)}
      </p>
      <TuningChart of={tuning} best={tuning.best} />
    </div>
  );
}
