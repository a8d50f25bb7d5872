import '../parts/figures.css';
import type { Signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { RunDetails, RunSummary } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { describeSettings } from './describe-settings.ts';

/** One run whole: its figures, and how well it knows each class. */
export function RunDialog({ run }: { readonly run: Signal<RunSummary | undefined> }) {
  const { train } = words.value;
  const { percent, moment, seconds } = formats.value;
  const chosen = run.value;
  const { answer, problem, askAgain } = useAsked((signal) => ask(api.run, { query: { run: chosen?.id ?? '' }, signal }), chosen?.id);
  const details = answer?.id === chosen?.id ? answer : undefined; // of the one before until it is here
  const figures: readonly (readonly [string, string | undefined])[] =
    chosen === undefined
      ? []
      : [
          [train.accuracy, chosen.measure && percent(chosen.measure.accuracy)],
          [train.intervalName, chosen.measure && train.interval(percent(chosen.measure.low), percent(chosen.measure.high))],
          [train.balanced, chosen.balancedAccuracy === undefined ? undefined : percent(chosen.balancedAccuracy)],
          [train.calibration, chosen.calibrationError === undefined ? undefined : percent(chosen.calibrationError)],
          [train.computed, formats.value.whole(chosen.computed)],
          [train.time, seconds(chosen.seconds.total)],
        ];
  return (
    <Dialog
      open={{
        get value() {
          return run.value !== undefined;
        },
        set value(isOpen) {
          if (!isOpen) run.value = undefined;
        },
      }}
      title={chosen === undefined ? '' : train.runOf(moment(chosen.startedMs))}
      size="large"
    >
      {chosen !== undefined && <p class="quiet">{describeSettings(chosen.settings)}</p>}
      <dl class="figures">
        {figures.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="number">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {problem !== undefined && <AskProblem of={problem} onAgain={askAgain} />}
      {details !== undefined && <ClassTable details={details} />}
    </Dialog>
  );
}

/** Recall and precision of each class, the weakest first: that is where photos are missing. */
function ClassTable({ details }: { readonly details: RunDetails }) {
  const { train } = words.value;
  const { percent, whole } = formats.value;
  const rows = details.classes.map((each, at) => ({ ...each, ...details.perClass[at] })).sort((a, b) => (a.recall ?? 0) - (b.recall ?? 0));
  const show = (part: number | undefined): string => (part === undefined ? '–' : percent(part));
  return (
    <div class="table-frame">
      <table>
        <caption>{train.classTable}</caption>
        <thead>
          <tr>
            <th scope="col">{train.class}</th>
            <th scope="col">{train.photosColumn}</th>
            <th scope="col">{train.recall}</th>
            <th scope="col">{train.precision}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, photos, recall, precision }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{whole(photos)}</td>
              <td>{show(recall)}</td>
              <td>{show(precision)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
