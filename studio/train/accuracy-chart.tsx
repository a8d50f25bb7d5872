import type { Measure } from '../../src/studio/contract.ts';
import { interim, runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { ChartAxis } from './chart-axis.tsx';

/** The newest runs that there is room for. */
const most = 24;

/** How the accuracy moved from run to run: a dot each, with its 95 % interval; the training that goes on is the last. */
export function AccuracyChart() {
  const { train } = words.value;
  const { percent, moment } = formats.value;
  const shown = runs.value.slice(0, most).reverse();
  const columns: { readonly key: string; readonly title: string; readonly measure: Measure; readonly isNow: boolean }[] = shown.flatMap(
    ({ id, startedMs, measure }) => (measure === undefined ? [] : [{ key: id, title: moment(startedMs), measure, isNow: false }]),
  );
  if (interim.value !== null) columns.push({ key: 'now', title: train.soFar, measure: interim.value.measure, isNow: true });
  const last = columns.at(-1);
  if (last === undefined) return null;
  const floor = Math.max(0, Math.min(0.9, Math.floor(10 * Math.min(...columns.map(({ measure }) => measure.low))) / 10));
  const height = (part: number): string => String((part - floor) / (1 - floor));
  return (
    <figure class="panel accuracy-chart">
      <figcaption>
        <h3>{train.chartTitle}</h3>
      </figcaption>
      <div class="chart" role="img" aria-label={train.chartLabel(columns.length, percent(last.measure.accuracy))}>
        <ChartAxis floor={floor} />
        <div class="chart-columns">
          {columns.map(({ key, title, measure, isNow }) => (
            <span
              key={key}
              class={`chart-column ${isNow ? 'is-now' : ''}`}
              title={`${title}: ${percent(measure.accuracy)} (${percent(measure.low)} – ${percent(measure.high)})`}
              style={{ '--low': height(measure.low), '--high': height(measure.high), '--value': height(measure.accuracy) }}
            />
          ))}
        </div>
      </div>
      <p class="quiet small">{train.chartText}</p>
    </figure>
  );
}
