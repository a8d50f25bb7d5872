import { useSignal } from '@preact/signals';
import type { RunSummary } from '../../src/studio/contract.ts';
import { Button } from '../parts/button.tsx';
import { runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { CompareRuns } from './compare-runs.tsx';
import { describeSettings } from './describe-settings.ts';
import { RunDialog } from './run-dialog.tsx';

/** Runs that are listed at first; a button shows the others. */
const firstMany = 12;

/** Every run with its settings and its result; two that are picked are compared. */
export function RunList() {
  const { train } = words.value;
  const picked = useSignal<readonly string[]>([]);
  const shown = useSignal<RunSummary | undefined>(undefined);
  const isWhole = useSignal(false);
  const listed = isWhole.value ? runs.value : runs.value.slice(0, firstMany);
  const pick = (id: string, isPicked: boolean): void => {
    // The third takes the place of the first: two are compared.
    picked.value = isPicked ? [...picked.value, id].slice(-2) : picked.value.filter((each) => each !== id);
  };
  const [a, b] = picked.value.map((id) => runs.value.find((run) => run.id === id));
  return (
    <section class="panel run-list" aria-labelledby="runs-title">
      <h3 id="runs-title">{train.runs}</h3>
      <p class="quiet small">{train.runsText}</p>
      {a !== undefined && b !== undefined && (
        <CompareRuns key={picked.value.join()} older={a.startedMs < b.startedMs ? a : b} newer={a.startedMs < b.startedMs ? b : a} />
      )}
      <ul class="runs">
        {listed.map((run) => (
          <RunLine
            key={run.id}
            run={run}
            isPicked={picked.value.includes(run.id)}
            onPick={(isPicked) => pick(run.id, isPicked)}
            onShow={() => (shown.value = run)}
          />
        ))}
      </ul>
      {listed.length < runs.value.length && (
        <Button kind="quiet" onClick={() => (isWhole.value = true)}>
          {train.allRuns(runs.value.length)}
        </Button>
      )}
      <RunDialog run={shown} />
    </section>
  );
}

function RunLine({
  run,
  isPicked,
  onPick,
  onShow,
}: {
  readonly run: RunSummary;
  readonly isPicked: boolean;
  readonly onPick: (isPicked: boolean) => void;
  readonly onShow: () => void;
}) {
  const { train } = words.value;
  const { percent, moment, seconds } = formats.value;
  const photos = run.classes.reduce((total, each) => total + each.photos, 0);
  return (
    <li class="run">
      <input
        type="checkbox"
        checked={isPicked}
        aria-label={train.pick(moment(run.startedMs))}
        onChange={(event) => onPick(event.currentTarget.checked)}
      />
      <div class="run-text">
        <span>
          <strong class="number">{run.measure === undefined ? train.notMeasured : percent(run.measure.accuracy)}</strong>{' '}
          {run.measure !== undefined && (
            <span class="quiet small number">{train.interval(percent(run.measure.low), percent(run.measure.high))}</span>
          )}
        </span>
        <span class="small">{describeSettings(run.settings)}</span>
        <span class="quiet small">
          {moment(run.startedMs)} · {train.sizes(run.classes.length, photos)} · {train.took(seconds(run.seconds.total))}
        </span>
      </div>
      <Button kind="quiet" onClick={onShow}>
        {train.details}
      </Button>
    </li>
  );
}
