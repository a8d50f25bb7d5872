import { axisX, axisY, dot, gridY, line, ruleX } from '@observablehq/plot';
import { wordsOf } from '../medium.ts';
import type { LearningPoint, ReportLearningCurve } from '../report/report-data.ts';
import { drawSvg } from './draw-svg.ts';

/** A learning curve: accuracy against photos a class, measured and forecast. */
export function drawLearningCurve({ points, forecast }: ReportLearningCurve, { Many } = wordsOf()): string {
  const all = [...points, ...forecast];
  const lows = all.map(({ accuracy, interval }) => interval?.low ?? accuracy);
  const lowest = Math.max(0, Math.floor(10 * Math.min(...lows) - 0.5) / 10);
  const last = points.at(-1);
  const dashed = last === undefined ? forecast : [last, ...forecast];
  // Logarithms by hand: Plot leaves out labels of a logarithmic scale that are not powers.
  const x = ({ photosPerClass }: LearningPoint): number => Math.log2(photosPerClass);
  const places = all.map(x);
  const style = { x, y: 'accuracy', stroke: 'var(--accent)', strokeWidth: 2, fill: 'none' };
  return drawSvg({
    width: 600,
    height: 360,
    marginLeft: 56,
    marginBottom: 44,
    marginTop: 32,
    x: { domain: [Math.min(...places) - 0.15, Math.max(...places) + 0.15], label: null },
    y: { domain: [lowest, 1], label: null },
    marks: [
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({
        ticks: places,
        tickFormat: (place: number) => String(Math.round(2 ** place)),
        tickSize: 0,
        label: `${Many} a class`,
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 38,
      }),
      axisY({
        tickFormat: (part: number) => `${Math.round(100 * part)} %`,
        tickSize: 0,
        label: 'Right',
        labelAnchor: 'top',
        labelArrow: 'none',
      }),
      ruleX(
        all.filter(({ interval }) => interval !== undefined),
        {
          x,
          y1: ({ interval }: LearningPoint) => interval?.low,
          y2: ({ interval }: LearningPoint) => interval?.high,
          stroke: 'var(--accent)',
          strokeWidth: 6,
          strokeOpacity: 0.2,
          strokeLinecap: 'round',
        },
      ),
      line(points, style),
      line(dashed, { ...style, strokeDasharray: '5 5' }),
      dot(points, { x, y: 'accuracy', r: 4.5, fill: 'var(--accent)', stroke: 'none' }),
      dot(forecast, { x, y: 'accuracy', r: 4, stroke: 'var(--accent)', strokeWidth: 2, fill: 'var(--paper)' }),
    ],
  });
}
