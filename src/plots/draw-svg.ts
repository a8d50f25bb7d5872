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
  return drawing.outerHTML.replace(/\d+\.\d{2,}/g, (number: string) => String(Number(Number(number).toFixed(1)))); // a tenth of a pixel is enough
}
