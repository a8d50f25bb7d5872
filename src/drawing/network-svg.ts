import { html, trusted } from '../report/escape-html.ts';
import { type DrawNetworkOptions, drawNetwork } from './draw-network.ts';
import type { InspectedNetwork } from './inspected-network.ts';
import { drawingStyle } from './page-assets.ts';

/** A network's drawing as an SVG file that needs nothing else: light or dark as whoever shows it. */
export function networkSvg(network: InspectedNetwork, options: DrawNetworkOptions = {}): string {
  const { markup } = drawNetwork(network, options);
  const style = html`<title>${network.name}</title><style>${trusted(drawingStyle)}</style>`.markup;
  return `${markup.replace('>', `>${style}`)}\n`;
}
