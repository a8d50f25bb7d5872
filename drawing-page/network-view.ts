import { drawNetwork } from '../src/drawing/draw-network.ts';
import type { Cost } from '../src/drawing/heat.ts';
import type { InspectedNetwork } from '../src/drawing/inspected-network.ts';

/** How far one can zoom: from the whole of a large network to a few boxes. */
const scales = { least: 0.05, most: 3 } as const;
/** So far a pointer may move and still be a click. */
const clickReach = 4;

/** The drawing in its scrolling frame: folding, zooming, moving by pointer. Keys scroll as the browser has it. */
export class NetworkView {
  readonly #network: InspectedNetwork;
  readonly #frame: HTMLElement;
  #folded = new Set<number>();
  #cost: Cost | undefined;
  #scale = 1;
  /** Called with a layer that was clicked. */
  onLayer: (layer: number) => void = () => undefined;

  constructor(network: InspectedNetwork, frame: HTMLElement) {
    this.#network = network;
    this.#frame = frame;
    for (const { dataset } of frame.querySelectorAll<SVGElement>('.folded')) this.#folded.add(Number(dataset['block']));
    frame.addEventListener('click', ({ target }) => this.#clicked(target));
    frame.addEventListener('keydown', (event) => this.#pressed(event));
    frame.addEventListener('wheel', (event) => this.#wheeled(event), { passive: false });
    this.#dragByPointer();
    this.fit(true);
  }

  /** Draws exactly these blocks as one box each. */
  fold(blocks: Iterable<number>): void {
    this.#folded = new Set(blocks);
    this.#draw();
  }

  colourBy(cost: string): void {
    if (cost === 'milliseconds' || cost === 'multiplyAdds' || cost === 'parameters') this.#cost = cost;
    this.#draw();
  }

  /** Makes everything `times` as large, what lies at a point of the frame (its middle, if not told) staying there. */
  zoom(times: number, x = this.#frame.clientWidth / 2, y = this.#frame.clientHeight / 2): void {
    const scale = Math.min(scales.most, Math.max(scales.least, this.#scale * times));
    const [left, top] = [(this.#frame.scrollLeft + x) / this.#scale, (this.#frame.scrollTop + y) / this.#scale];
    this.#scale = scale;
    this.#resize();
    this.#frame.scrollTo(left * scale - x, top * scale - y);
  }

  /** As wide as the frame; at first never smaller than can be read. */
  fit(readable = false): void {
    const width = this.#svg()?.viewBox.baseVal.width ?? 1;
    const whole = Math.min(1, this.#frame.clientWidth / width);
    this.#scale = Math.max(scales.least, readable ? Math.max(0.6, whole) : whole);
    this.#resize();
    if (readable) this.#frame.scrollLeft = (width * this.#scale - this.#frame.clientWidth) / 2;
  }

  /** The drawn box of a layer, or of the folded block that it is in. */
  boxOf(layer: number): SVGGElement | undefined {
    const block = this.#network.blocks.findIndex(({ from, to }) => layer >= from && layer < to);
    const key = this.#folded.has(block) ? `block ${block}` : `layer ${layer}`;
    return this.#frame.querySelector<SVGGElement>(`[data-key="${key}"]`) ?? undefined;
  }

  /** Opens the layer's block and brings it into the middle. */
  reveal(layer: number): void {
    const block = this.#network.blocks.findIndex(({ from, to }) => layer >= from && layer < to);
    if (this.#folded.delete(block)) this.#draw();
    const rectangle = this.boxOf(layer)?.querySelector('rect')?.getBoundingClientRect();
    if (rectangle === undefined) return;
    const frame = this.#frame.getBoundingClientRect();
    this.#frame.scrollBy(
      rectangle.left + rectangle.width / 2 - frame.left - frame.width / 2,
      rectangle.top + rectangle.height / 2 - frame.top - frame.height / 2,
    );
  }

  /** All that is drawn; it dispatches `drawn` when it was made anew, and whatever was marked in it is gone. */
  get drawing(): HTMLElement {
    return this.#frame;
  }

  #svg(): SVGSVGElement | undefined {
    return this.#frame.querySelector('svg') ?? undefined;
  }

  #draw(): void {
    // drawNetwork escapes whatever layers are called
    this.#frame.innerHTML = drawNetwork(this.#network, { folded: this.#folded, colourBy: this.#cost }).markup;
    this.#resize();
    this.#frame.dispatchEvent(new Event('drawn'));
  }

  #resize(): void {
    const svg = this.#svg();
    if (svg === undefined) return;
    svg.setAttribute('width', String(svg.viewBox.baseVal.width * this.#scale));
    svg.setAttribute('height', String(svg.viewBox.baseVal.height * this.#scale));
  }

  #clicked(target: EventTarget | null): void {
    if (!(target instanceof Element)) return;
    const layer = target.closest<SVGElement>('[data-layer]');
    if (layer !== null) this.onLayer(Number(layer.dataset['layer']));
    const toggle = target.closest<SVGElement>('.toggle');
    if (toggle !== null) this.#toggle(Number(toggle.dataset['block']));
  }

  /** Folds or opens a block, which stays where it is on the screen and keeps the focus. */
  #toggle(block: number): void {
    const find = (): SVGElement | null => this.#frame.querySelector<SVGElement>(`.toggle[data-block="${block}"]`);
    const before = find()?.getBoundingClientRect();
    if (!this.#folded.delete(block)) this.#folded.add(block);
    this.#draw();
    const after = find();
    if (before === undefined || after === null) return;
    const { top, left, width } = after.getBoundingClientRect();
    this.#frame.scrollBy(left + width / 2 - before.left - before.width / 2, top - before.top);
    after.focus({ preventScroll: true });
  }

  #pressed(event: KeyboardEvent): void {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const toggle = target instanceof Element ? target.closest<SVGElement>('.toggle') : null;
    if (toggle !== null && (key === 'Enter' || key === ' ')) this.#toggle(Number(toggle.dataset['block']));
    else if (key === '+' || key === '=') this.zoom(1.25);
    else if (key === '-') this.zoom(0.8);
    else if (key === '0') this.fit();
    else return;
    event.preventDefault();
  }

  /** With Ctrl (and so a pinch on a touchpad) the wheel zooms; without, the frame scrolls as any. */
  #wheeled(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = this.#frame.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
  }

  #dragByPointer(): void {
    let start: { x: number; y: number; left: number; top: number } | undefined;
    this.#frame.addEventListener('pointerdown', ({ pointerType, button, clientX, clientY }) => {
      if (pointerType !== 'mouse' || button !== 0) return; // fingers scroll by themselves
      start = { x: clientX, y: clientY, left: this.#frame.scrollLeft, top: this.#frame.scrollTop };
    });
    this.#frame.addEventListener('pointermove', ({ clientX, clientY, pointerId }) => {
      if (start === undefined) return;
      const [x, y] = [clientX - start.x, clientY - start.y];
      if (Math.hypot(x, y) > clickReach) this.#frame.setPointerCapture(pointerId); // from here on it is no click
      if (this.#frame.hasPointerCapture(pointerId)) this.#frame.scrollTo(start.left - x, start.top - y);
    });
    for (const end of ['pointerup', 'pointercancel'] as const) this.#frame.addEventListener(end, () => (start = undefined));
  }
}
