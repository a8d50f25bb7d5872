import { dot } from '@observablehq/plot';
import { classMark } from '../report/class-colour.ts';
import type { PhotoMap } from '../report/report-data.ts';
import { drawSvg } from './draw-svg.ts';

/** The photos as dots, in the map's order, each class with a colour (and a shape, where there are many). */
export function drawMap({ x, y }: PhotoMap, labels: readonly number[]): string {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const r = labels.length > 2000 ? 3 : labels.length > 500 ? 4.5 : 6;
  return drawSvg({
    width: 960,
    height: 620,
    margin: 24,
    x: { axis: null, domain: [0, 1] },
    y: { axis: null, domain: [0, 1] },
    color: { domain: classes, range: classes.map((label) => classMark(label).colour), type: 'ordinal' },
    symbol: { domain: classes, range: classes.map((label) => classMark(label).shape) },
    marks: [
      dot(labels, {
        x,
        y,
        r,
        fill: (label: number) => label,
        symbol: (label: number) => label,
        fillOpacity: 0.85,
        className: 'photos',
      }),
    ],
  });
}
