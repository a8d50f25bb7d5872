import { axisX, axisY, dot, gridX, gridY, line, ruleX, text } from '@observablehq/plot';
import { drawSvg } from './draw-svg.ts';
import { standAloneSvg } from './stand-alone-svg.ts';

/** A step of a ramp of learning rates. */
interface RatePoint {
  readonly rate: number;
  readonly loss: number;
  readonly smoothed: number;
}

/** What a ramp of learning rates showed, as far as it is drawn. */
export interface DrawnRates {
  readonly points: readonly RatePoint[];
  /** The rate to train with. */
  readonly suggestion: number | undefined;
}

/** In pixels. */
const size = { width: 720, height: 420 } as const;

/** What is drawn of a loss that grows without bound: so many times the loss at the beginning. */
const tallest = 1.5;

/**
 * Draws the loss of each step of a ramp against its learning rate, on a logarithmic axis: the losses as they were (dots), smoothed
 * (line), and the rate to train with. An SVG file that needs nothing else.
 *
 * L. N. Smith, Cyclical learning rates for training neural networks, WACV 2017, figure 3, with the loss in place of the accuracy.
 */
export function drawLearningRates({ points, suggestion }: DrawnRates): string {
  const known = points.filter(({ loss }) => Number.isFinite(loss));
  const start = Math.max(...known.slice(0, Math.ceil(known.length / 3)).map(({ loss }) => loss));
  const top = tallest * (start > 0 ? start : 1);
  // Logarithms by hand: Plot leaves out labels of a logarithmic scale that are not powers.
  const x = ({ rate }: Pick<RatePoint, 'rate'>): number => Math.log10(rate);
  const places = known.map(x);
  const [first, last] = places.length === 0 ? [-5, 0] : [Math.min(...places), Math.max(...places)];
  const powers = Array.from({ length: Math.floor(last) - Math.ceil(first) + 1 }, (_, i) => Math.ceil(first) + i);
  const smooth = known.filter(({ smoothed }) => smoothed <= top);
  const marked = suggestion === undefined ? [] : [{ rate: suggestion }];
  const svg = drawSvg({
    ...size,
    marginLeft: 60,
    marginRight: 28,
    marginBottom: 48,
    marginTop: 48,
    x: { domain: [first - 0.08, last + 0.08], label: null },
    y: { domain: [0, top], label: null },
    marks: [
      gridX(powers, { stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({
        ticks: powers,
        tickFormat: (power: number) => (10 ** power).toExponential(0),
        tickSize: 0,
        label: 'Learning rate',
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 40,
      }),
      axisY({ tickSize: 0, label: 'Loss', labelAnchor: 'top', labelArrow: 'none' }),
      ruleX(marked, { x, stroke: 'var(--pays)', strokeWidth: 2 }),
      text(marked, {
        x,
        text: ({ rate }: Pick<RatePoint, 'rate'>) => `train with ${rate.toExponential(1)}`,
        ...{ frameAnchor: 'top', dy: -16, fill: 'var(--pays)', fontWeight: 'bold' },
      }),
      dot(
        known.filter(({ loss }) => loss <= top),
        { x, y: 'loss', r: 2.5, fill: 'var(--accent)', fillOpacity: 0.4, stroke: 'none' },
      ),
      line(smooth, { x, y: 'smoothed', stroke: 'var(--accent)', strokeWidth: 2.5, fill: 'none' }),
    ],
  });
  return standAloneSvg(svg, { ...size, label: 'Loss against learning rate' });
}
