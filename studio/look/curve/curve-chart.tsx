import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import type { MeasuredCurve } from './measured-curve.ts';

/** In pixels. */
const height = 300;
const margin = { left: 52, right: 20, top: 12, bottom: 44 };

/** The curve as a drawing: what was measured with its intervals, and the forecast with a dashed line. */
export function CurveChart({ curve }: { readonly curve: MeasuredCurve }) {
  const { look } = words.value;
  const { percent, whole } = formats.value;
  const { points, now, twice } = curve;
  const svg = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const element = svg.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth)); // drawn as wide as it is, so that its words keep their size
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // What all photos give is forecast as well: the curve is measured without those that are held back.
  const forecast =
    now.photosPerClass > (points.at(-1)?.photosPerClass ?? 0) && now.photosPerClass < twice.photosPerClass ? [now, twice] : [twice];
  const all = [...points, ...forecast];
  const [first, last] = [points[0] ?? now, points.at(-1) ?? now];
  const floor = Math.max(0, Math.floor(10 * Math.min(...all.map(({ low }) => low), 0.9)) / 10);
  const [from, to] = [Math.log2(first.photosPerClass), Math.log2(twice.photosPerClass)];
  const x = (photos: number): number => margin.left + ((Math.log2(photos) - from) / (to - from)) * (width - margin.left - margin.right);
  const y = (part: number): number => margin.top + (1 - (part - floor) / (1 - floor)) * (height - margin.top - margin.bottom);
  const lines = [floor, (1 + floor) / 2, 1];
  const path = (list: readonly MeasuredCurve['now'][]): string =>
    list.map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point.photosPerClass).toFixed(1)} ${y(point.accuracy).toFixed(1)}`).join('');
  return (
    <svg
      ref={svg}
      class="curve-chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={look.curveLabel(percent(first.accuracy), percent(last.accuracy), percent(twice.accuracy))}
    >
      {lines.map((part) => (
        <g key={part}>
          <line class="curve-line" x1={margin.left} x2={width - margin.right} y1={y(part)} y2={y(part)} />
          <text x={margin.left - 8} y={y(part) + 4} text-anchor="end">
            {percent(part, 0)}
          </text>
        </g>
      ))}
      {all.map((point, at) => (
        <g key={point.photosPerClass} class={at >= points.length ? 'is-forecast' : ''}>
          <line class="curve-interval" x1={x(point.photosPerClass)} x2={x(point.photosPerClass)} y1={y(point.low)} y2={y(point.high)} />
          <text x={x(point.photosPerClass)} y={height - margin.bottom + 20} text-anchor="middle">
            {whole(point.photosPerClass)}
          </text>
        </g>
      ))}
      <path class="curve-path" d={path(points)} />
      <path class="curve-path is-forecast" d={path([last, ...forecast])} />
      {all.map((point, at) => (
        <circle
          key={point.photosPerClass}
          class={`curve-dot ${at >= points.length ? 'is-forecast' : ''}`}
          cx={x(point.photosPerClass)}
          cy={y(point.accuracy)}
          r="5"
        />
      ))}
      <text x={width - margin.right} y={height - 6} text-anchor="end">
        {look.photosPerClass}
      </text>
    </svg>
  );
}
