import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';

/**
 * Draws a plot to SVG, without a browser. Its own style sheet is left out: the page that shows it has one, and a policy
 * that allows no other.
 */
export function drawSvg(options: PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawing = plot({ ...options, document: document as unknown as NonNullable<PlotOptions['document']> }); // as much of one as Plot needs
  drawing.querySelector('style')?.remove();
  for (const name of ['class', 'fill', 'font-family', 'font-size', 'width', 'height']) drawing.removeAttribute(name);
  drawing.setAttribute('aria-hidden', 'true'); // a figure with words and a table stands around it
  for (const element of [drawing, ...drawing.querySelectorAll('*')]) {
    for (const name of places) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, rounded(value));
    }
  }
  return drawing.outerHTML;
}

/** Attributes that say where something is and how large. What is written in the drawing stays as it is. */
const places = [
  ...['d', 'points', 'transform', 'viewBox', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'dx', 'dy', 'width', 'height'],
] as const;

/** A tenth of a pixel is enough. */
function rounded(value: string): string {
  return value.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))));
}
