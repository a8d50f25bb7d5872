/**
 * What the page of a network's drawing does when it is touched: fold and open blocks, move about, find layers.
 *
 * `npm run drawing-page` bundles it, with the style sheets, into `src/drawing/page-assets.ts`. Without it the page still
 * shows the whole network and its table.
 *
 * @module
 */
import type { InspectedNetwork } from '../src/drawing/inspected-network.ts';
import { Chosen } from './chosen.ts';
import { NetworkView } from './network-view.ts';
import { bindSearch } from './search.ts';

const network = JSON.parse(element('network').textContent ?? '') as InspectedNetwork; // written by networkHtml
const view = new NetworkView(network, element('view'));
const chosen = new Chosen(network, view, element('chosen'));

element('tools').hidden = false;
element('fold').addEventListener('click', () => view.fold(network.blocks.keys()));
element('unfold').addEventListener('click', () => view.fold([]));
element('larger').addEventListener('click', () => view.zoom(1.25));
element('smaller').addEventListener('click', () => view.zoom(0.8));
element('fit').addEventListener('click', () => view.fit());
element('colour').addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement) view.colourBy(target.value);
});
bindSearch(network, view, chosen, { input: element('search'), output: element('found') });

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page lacks #${id}.`);
  return found;
}
