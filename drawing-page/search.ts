import type { InspectedNetwork } from '../src/drawing/inspected-network.ts';
import type { Chosen } from './chosen.ts';
import type { NetworkView } from './network-view.ts';

/** Finds layers by name or operator as one types; Enter goes to the next, with Shift to the one before. `/` comes here. */
export function bindSearch(
  network: InspectedNetwork,
  view: NetworkView,
  chosen: Chosen,
  { input, output }: { readonly input: HTMLElement; readonly output: HTMLElement },
): void {
  if (!(input instanceof HTMLInputElement)) return;
  let found: number[] = [];
  let at = -1;
  const mark = (): void => {
    for (const box of view.drawing.querySelectorAll('.found')) box.classList.remove('found');
    for (const layer of found) view.boxOf(layer)?.classList.add('found');
  };
  const tell = (): void => {
    output.textContent =
      input.value === '' ? '' : found.length === 0 ? 'none' : at < 0 ? `${found.length} found` : `${at + 1} of ${found.length}`;
  };
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    found =
      wanted === ''
        ? []
        : network.layers.flatMap(({ name, operator }, place) => (`${name} ${operator}`.toLowerCase().includes(wanted) ? [place] : []));
    at = -1;
    mark();
    tell();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || found.length === 0) return;
    event.preventDefault();
    at = (at + (event.shiftKey ? -1 : 1) + found.length) % found.length;
    chosen.choose(found[at], true);
    tell();
  });
  view.drawing.addEventListener('drawn', mark);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    input.focus();
  });
}
