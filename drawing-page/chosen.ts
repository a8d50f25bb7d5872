import type { InspectedNetwork } from '../src/drawing/inspected-network.ts';
import { writeMagnitude, writeMilliseconds, writeName, writeShape } from '../src/drawing/write-layer.ts';
import type { NetworkView } from './network-view.ts';

/** The layer that was clicked, found or walked to: told in full, with its edges brought out. Arrow keys walk on from it. */
export class Chosen {
  readonly #network: InspectedNetwork;
  readonly #view: NetworkView;
  readonly #panel: HTMLElement;
  #layer: number | undefined;

  constructor(network: InspectedNetwork, view: NetworkView, panel: HTMLElement) {
    this.#network = network;
    this.#view = view;
    this.#panel = panel;
    view.onLayer = (layer) => this.choose(layer);
    view.drawing.addEventListener('drawn', () => this.#mark());
    document.addEventListener('keydown', (event) => this.#pressed(event));
    panel.addEventListener('click', ({ target }) => {
      const layer = target instanceof HTMLElement ? target.dataset['layer'] : undefined;
      if (layer !== undefined) this.choose(Number(layer), true);
    });
  }

  choose(layer: number | undefined, reveal = false): void {
    this.#layer = layer;
    if (layer !== undefined && reveal) this.#view.reveal(layer);
    this.#mark();
    this.#tell();
  }

  #mark(): void {
    for (const marked of this.#view.drawing.querySelectorAll('.chosen, .joined')) marked.classList.remove('chosen', 'joined');
    const box = this.#layer === undefined ? undefined : this.#view.boxOf(this.#layer);
    if (box === undefined) return;
    box.classList.add('chosen');
    const { key = '' } = box.dataset;
    for (const edge of this.#view.drawing.querySelectorAll(`[data-from="${key}"], [data-to="${key}"]`)) edge.classList.add('joined');
  }

  #tell(): void {
    const { layers } = this.#network;
    const layer = this.#layer === undefined ? undefined : layers[this.#layer];
    this.#panel.hidden = layer === undefined;
    if (layer === undefined) return;
    const at = this.#layer ?? 0;
    const rows: (readonly [string, string])[] = [
      ['Operator', layer.operator],
      ['Height × width × channels', writeShape(layer)],
      ...(layer.parameters > 0 ? [['Parameters', `${writeMagnitude(layer.parameters)}`] as const] : []),
      ...(layer.multiplyAdds > 0 ? [['Multiply-adds', writeMagnitude(layer.multiplyAdds)] as const] : []),
      ...(layer.milliseconds === undefined ? [] : [['Takes', writeMilliseconds(layer.milliseconds)] as const]),
      ...(layer.state === undefined ? [] : [['Weights', layer.state] as const]),
    ];
    const list = document.createElement('dl');
    for (const [what, value] of rows) list.append(make('dt', what), make('dd', value));
    const reads = layers.flatMap(({ name }, place) => (layer.inputs.includes(name) ? [place] : []));
    const readers = layers.flatMap(({ inputs }, place) => (inputs.includes(layer.name) ? [place] : []));
    const close = make('button', 'Close');
    close.addEventListener('click', () => this.choose(undefined));
    this.#panel.replaceChildren(
      close,
      make('h3', `${at}  ${writeName(layer)}`),
      make('p', layer.name.replaceAll(';', '; ')),
      list,
      ...this.#links('Reads', reads),
      ...this.#links('Is read by', readers),
    );
  }

  #links(title: string, places: readonly number[]): HTMLElement[] {
    if (places.length === 0) return [];
    const list = document.createElement('ul');
    for (const place of places) {
      const layer = this.#network.layers[place];
      if (layer === undefined) continue;
      const button = make('button', writeName(layer));
      button.dataset['layer'] = String(place);
      const item = document.createElement('li');
      item.append(button);
      list.append(item);
    }
    return [make('h4', title), list];
  }

  /** Arrows walk in the order in which layers run, Escape lets go; not while something is typed or chosen from a list. */
  #pressed(event: KeyboardEvent): void {
    const { key, target } = event;
    if (this.#layer === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    if (key === 'Escape') return this.choose(undefined);
    const step = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 0;
    const next = this.#layer + step;
    if (step === 0 || next < 0 || next >= this.#network.layers.length) return;
    event.preventDefault();
    this.choose(next, true);
  }
}

function make(name: 'dt' | 'dd' | 'h3' | 'h4' | 'p' | 'button', text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
