import { axisX, axisY, dot, gridX, gridY, link } from '@observablehq/plot';
import type { ReportCalibration } from '../report/report-data.ts';
import { drawSvg } from './draw-svg.ts';

/** A reliability diagram: accuracy against confidence, a dot a group of photos, its area their number. */
export function drawReliability({ bins }: Pick<ReportCalibration, 'bins'>): string {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const tickFormat = (part: number): string => `${Math.round(100 * part)} %`;
  return drawSvg({
    width: 520,
    height: 420,
    marginLeft: 56,
    marginBottom: 44,
    marginTop: 32,
    x: { domain: [0, 1], label: null },
    y: { domain: [0, 1], label: null },
    r: { range: [2, 13] },
    marks: [
      gridX({ ticks, stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ ticks, stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ ticks, tickFormat, tickSize: 0, label: 'How sure it was', labelAnchor: 'center', labelArrow: 'none', labelOffset: 38 }),
      axisY({ ticks, tickFormat, tickSize: 0, label: 'How often it was right', labelAnchor: 'top', labelArrow: 'none' }),
      link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: 'currentColor', strokeOpacity: 0.45, strokeDasharray: '4 4' }),
      link(bins, {
        x1: 'confidence',
        y1: 'confidence',
        x2: 'confidence',
        y2: 'accuracy',
        stroke: 'var(--accent)',
        strokeOpacity: 0.4,
        strokeWidth: 2,
      }),
      dot(bins, { x: 'confidence', y: 'accuracy', r: 'images', fill: 'var(--accent)', fillOpacity: 0.8, stroke: 'none' }),
    ],
  });
}
