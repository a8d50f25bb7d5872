import './curve.css';
import { api } from '../../../src/studio/api.ts';
import { ask } from '../../api/ask.ts';
import { AskProblem } from '../../parts/ask-problem.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { useAsked } from '../../parts/use-asked.ts';
import { runs } from '../../state/training.ts';
import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import { CurveChart } from './curve-chart.tsx';
import { CurveTable } from './curve-table.tsx';
import { WhereMore } from './where-more.tsx';

/** A gain below half a point is nothing to take photos for. */
const nothing = 0.005;

/** How accuracy grows with the number of photos, and what twice as many would bring. */
export function CurveView() {
  const { look } = words.value;
  const { whole, decimal } = formats.value;
  const { answer: now, problem, askAgain } = useAsked((signal) => ask(api.learningCurve, { signal }), runs.value[0]?.id ?? '');
  if (problem !== undefined) {
    return (
      <div class="panel">
        <AskProblem of={problem} onAgain={askAgain} />
      </div>
    );
  }
  if (now === undefined) {
    return (
      <div class="panel">
        <p>{look.curveWorks}</p>
        <ProgressBar label={look.curveWorks} />
      </div>
    );
  }
  if (now.state === 'too-few') {
    return <EmptyState icon="photos" title={look.curveTitle} text={look.curveTooFew(whole(now.photosPerClass), now.least)} />;
  }
  const { gain } = now;
  const points = (part: number): string => decimal(100 * part, 1);
  return (
    <div class="curve-view">
      <div class="panel">
        <h3>{look.curveTitle}</h3>
        <p class="curve-answer">
          {gain.accuracy < nothing
            ? look.curveLittle
            : look.curveGain(look.points(points(gain.accuracy)), points(gain.low), points(gain.high))}
        </p>
        <p class="quiet small">{look.curveText}</p>
        <CurveChart curve={now} />
        <CurveTable curve={now} />
      </div>
      {gain.accuracy >= nothing && <WhereMore curve={now} />}
    </div>
  );
}
