import { axisX, axisY, dot, gridX, gridY, ruleX, text } from '@observablehq/plot';
import { drawSvg } from './draw-svg.ts';
import { standAloneSvg } from './stand-alone-svg.ts';

/** A network, as far as it is drawn. */
export interface DrawnBackbone {
  readonly name: string;
  readonly accuracy: number;
  readonly accuracyInterval: { readonly low: number; readonly high: number };
  readonly imagesPerSecond: number;
}

/** In pixels. */
const size = { width: 720, height: 420 } as const;

/**
 * Draws networks by what they bring and what they cost: accuracy, with its interval, against photos a second. The one that
 * pays is filled. An SVG file that needs nothing else.
 */
export function drawBackbones({ backbones, pays }: { readonly backbones: readonly DrawnBackbone[]; readonly pays: number }): string {
  const lows = backbones.map(({ accuracyInterval }) => accuracyInterval.low);
  const highs = backbones.map(({ accuracyInterval }) => accuracyInterval.high);
  const rates = backbones.map(({ imagesPerSecond }) => imagesPerSecond);
  const colour = (_: DrawnBackbone, at: number): string => (at === pays ? 'var(--pays)' : 'var(--accent)');
  const percent = (part: number): string => `${Math.round(100 * part)} %`;
  const svg = drawSvg({
    ...size,
    marginLeft: 60,
    marginRight: 130,
    marginBottom: 48,
    marginTop: 36,
    x: { domain: [0, 1.08 * Math.max(...rates)], label: null },
    y: {
      domain: [Math.max(0, Math.floor(20 * Math.min(...lows)) / 20), Math.min(1, Math.ceil(20 * Math.max(...highs)) / 20)],
      label: null,
    },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ tickSize: 0, label: 'Photos a second', labelAnchor: 'center', labelArrow: 'none', labelOffset: 40 }),
      axisY({ tickFormat: percent, tickSize: 0, label: 'Right, in cross-validation', labelAnchor: 'top', labelArrow: 'none' }),
      ruleX(backbones, {
        x: 'imagesPerSecond',
        y1: ({ accuracyInterval }: DrawnBackbone) => accuracyInterval.low,
        y2: ({ accuracyInterval }: DrawnBackbone) => accuracyInterval.high,
        ...{ stroke: colour, strokeWidth: 7, strokeOpacity: 0.25, strokeLinecap: 'round' },
      }),
      dot(backbones, {
        x: 'imagesPerSecond',
        y: 'accuracy',
        r: 6,
        stroke: colour,
        strokeWidth: 2,
        fill: (_: DrawnBackbone, at: number) => (at === pays ? 'var(--pays)' : 'var(--paper)'),
      }),
      text(backbones, {
        ...{ x: 'imagesPerSecond', y: 'accuracy', dx: 12, textAnchor: 'start', fill: 'var(--ink)' },
        text: ({ name }: DrawnBackbone, at: number) => `${name}${at === pays ? ' (pays)' : ''}`,
      }),
    ],
  });
  return standAloneSvg(svg, { ...size, label: 'Accuracy against photos a second' });
}
