import { axisX, axisY, dot, gridY, line, ruleX, ruleY, text } from '@observablehq/plot';
import type { ReportTuning } from '../report/report-data.ts';
import { drawSvg } from './draw-svg.ts';

/** A point of one of the curves. */
interface CurvePoint {
  readonly epoch: number;
  readonly accuracy: number;
}

/**
 * Accuracy by epoch: on the photos learned from (dashed) and on those held out, the epoch that was kept marked; and the head alone, a
 * level line to compare with.
 */
export function drawTuning({ before, epochs, best }: ReportTuning): string {
  const learned = epochs.map(({ epoch, accuracy }): CurvePoint => ({ epoch, accuracy }));
  const heldOut = epochs.flatMap(({ epoch, validationAccuracy }): CurvePoint[] =>
    validationAccuracy === undefined ? [] : [{ epoch, accuracy: validationAccuracy }],
  );
  const alone = before === undefined ? [] : [before];
  const lowest = Math.min(...[...learned, ...heldOut, ...alone].map(({ accuracy }) => accuracy));
  const last = Math.max(1, epochs.length);
  const style = { x: 'epoch', y: 'accuracy', strokeWidth: 2, fill: 'none' };
  const name = (points: readonly CurvePoint[], label: string, dy: number): ReturnType<typeof text> =>
    text(points.slice(-1), { x: 'epoch', y: 'accuracy', text: () => label, textAnchor: 'start', dx: 10, dy, fill: 'var(--ink)' });
  return drawSvg({
    width: 600,
    height: 320,
    marginLeft: 56,
    marginRight: 104,
    marginBottom: 44,
    marginTop: 32,
    x: { domain: [0, last], label: null },
    y: { domain: [Math.max(0, Math.floor(10 * lowest - 0.5) / 10), 1], label: null },
    marks: [
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({
        ticks: Array.from({ length: last + 1 }, (_, epoch) => epoch),
        tickFormat: String,
        tickSize: 0,
        label: 'Epochs',
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
      ruleY(alone, { y: 'accuracy', stroke: 'var(--quiet)' }),
      text(alone, { x: 0, y: 'accuracy', text: () => 'head alone', textAnchor: 'start', dx: 4, dy: -8, fill: 'var(--ink)' }),
      ruleX([best], { stroke: 'var(--accent)', strokeOpacity: 0.25, strokeWidth: 6 }),
      text([best], {
        x: (epoch: number) => epoch,
        frameAnchor: 'top',
        text: () => 'kept',
        textAnchor: 'end',
        dx: 4,
        dy: -10,
        fill: 'var(--ink)',
      }),
      line(learned, { ...style, stroke: 'var(--quiet)', strokeDasharray: '5 5' }),
      line(heldOut, { ...style, stroke: 'var(--accent)' }),
      dot(heldOut, { x: 'epoch', y: 'accuracy', r: 4.5, fill: 'var(--accent)', stroke: 'none' }),
      name(learned, 'learned from', heldOut.length > 0 ? -8 : 0),
      name(heldOut, 'held out', 8),
    ],
  });
}
