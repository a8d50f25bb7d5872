import type { Photos } from './photos.ts';

/** A dot: which photo, and where it is, in the drawing's own units. */
interface Dot {
  readonly element: SVGElement;
  readonly photo: number;
  readonly x: number;
  readonly y: number;
}

/** A pointer farther from every dot than this, in pixels of the screen, points at none. */
const reach = 24;

/** Which way each key goes. */
const ways: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Makes the map answer to pointer, touch and keys: a dot shows its photo, a click or Enter opens it. */
export function bindMap(photos: Photos, open: (photo: number) => void): void {
  const map = document.getElementById('photo-map');
  const svg = map?.querySelector('svg');
  const tip = map?.querySelector<HTMLElement>('.tip');
  const says = document.getElementById('map-says');
  if (map == null || svg == null || tip == null || says == null) return;
  const dots = readDots(svg, photos.map);
  let current: Dot | undefined;

  const mark = (dot: Dot | undefined): void => {
    if (dot === current) return;
    current?.element.classList.remove('current');
    current = dot;
    tip.hidden = dot === undefined;
    if (dot === undefined) return;
    dot.element.classList.add('current');
    dot.element.parentElement?.append(dot.element); // on top
    fillTip(tip, photos, dot.photo);
    placeTip(tip, map, dot.element);
  };

  svg.addEventListener('pointermove', (event) => mark(nearest(dots, toDrawing(svg, event), reach * unitsPerPixel(svg))));
  svg.addEventListener('pointerleave', () => mark(undefined));
  svg.addEventListener('click', (event) => {
    const dot = nearest(dots, toDrawing(svg, event), reach * unitsPerPixel(svg));
    if (dot !== undefined) open(dot.photo);
  });
  map.addEventListener('blur', () => mark(undefined));
  map.addEventListener('keydown', (event) => {
    const way = ways[event.key];
    if (way !== undefined) {
      mark(current === undefined ? dots[0] : (next(dots, current, way) ?? current));
      if (current !== undefined) says.textContent = `${photos.file(current.photo)}: ${photos.describe(current.photo)}`;
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === ' ') && current !== undefined) {
      open(current.photo);
      event.preventDefault();
    } else if (event.key === 'Escape') mark(undefined);
  });
  bindLegend(svg, dots, photos);
}

/** A class's name in the legend picks it out; several can be picked. */
function bindLegend(svg: SVGSVGElement, dots: readonly Dot[], photos: Photos): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('[data-class]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
      const picked = new Set(
        buttons.flatMap((each) => (each.getAttribute('aria-pressed') === 'true' ? [Number(each.dataset['class'])] : [])),
      );
      svg.classList.toggle('picking', picked.size > 0);
      for (const { element, photo } of dots) element.classList.toggle('picked', picked.has(photos.label(photo)));
    });
  }
}

/** The drawing's dots stand in the order of the map's photos, before any is moved to the top. */
function readDots(svg: SVGSVGElement, order: readonly number[]): readonly Dot[] {
  return [...svg.querySelectorAll<SVGElement>('.photos > *')].flatMap((element, at) => {
    const photo = order[at];
    const [, x, y] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(element.getAttribute('transform') ?? '') ?? [];
    return photo === undefined || x === undefined || y === undefined ? [] : [{ element, photo, x: Number(x), y: Number(y) }];
  });
}

function toDrawing(svg: SVGSVGElement, { clientX, clientY }: MouseEvent): readonly [number, number] {
  const box = svg.getBoundingClientRect();
  const scale = unitsPerPixel(svg);
  return [(clientX - box.left) * scale, (clientY - box.top) * scale];
}

function unitsPerPixel(svg: SVGSVGElement): number {
  return svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
}

function nearest(dots: readonly Dot[], [x, y]: readonly [number, number], within: number): Dot | undefined {
  let [best, least] = [undefined as Dot | undefined, within ** 2];
  for (const dot of dots) {
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance < least) [best, least] = [dot, distance];
  }
  return best;
}

/** The nearest dot in a direction: within 45 degrees of it, those straight ahead before those aside. */
function next(dots: readonly Dot[], from: Dot, [wayX, wayY]: readonly [number, number]): Dot | undefined {
  let [best, least] = [undefined as Dot | undefined, Number.POSITIVE_INFINITY];
  for (const dot of dots) {
    const ahead = (dot.x - from.x) * wayX + (dot.y - from.y) * wayY;
    const aside = Math.abs((dot.x - from.x) * wayY) + Math.abs((dot.y - from.y) * wayX);
    if (dot === from || ahead <= 0 || aside > ahead) continue;
    if (ahead + 2 * aside < least) [best, least] = [dot, ahead + 2 * aside];
  }
  return best;
}

function fillTip(tip: HTMLElement, photos: Photos, photo: number): void {
  const image = document.createElement('img');
  image.alt = '';
  photos.show(image, photo);
  const file = document.createElement('span');
  file.className = 'file';
  file.textContent = photos.file(photo);
  tip.replaceChildren(image, photos.describe(photo), file);
}

/** Beside the dot, inside the map. */
function placeTip(tip: HTMLElement, map: HTMLElement, dot: SVGElement): void {
  const [outer, at] = [map.getBoundingClientRect(), dot.getBoundingClientRect()];
  const [x, y] = [at.left - outer.left, at.top - outer.top];
  const left = x + at.width + 12 + tip.offsetWidth > outer.width ? x - tip.offsetWidth - 12 : x + at.width + 12;
  tip.style.left = `${Math.max(0, left)}px`;
  tip.style.top = `${Math.max(0, Math.min(y - tip.offsetHeight / 2, outer.height - tip.offsetHeight))}px`;
}
