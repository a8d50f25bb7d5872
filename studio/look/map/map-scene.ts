import { drawMap } from './draw-map.ts';
import { type ClassMark, drawStamps, type MapColours } from './draw-stamps.ts';
import { type Dot, dotsInside, nearestDot } from './find-dots.ts';
import type { Stamp } from './plot-marks.kernel.ts';
import { Thumbnails } from './thumbnails.ts';
import { centredOn, mostZoom, movedBy, type Place, toCanvas, toMap, type Viewport, wholeMap, zoomAt } from './viewport.ts';

/** The map on its canvas: what part is seen, and what is drawn, a frame at most for each of the screen's. */
export class MapScene {
  readonly canvas: HTMLCanvasElement;
  readonly #observer: ResizeObserver;
  readonly #thumbnails = new Thumbnails(() => this.draw());
  #dots: readonly Dot[] = [];
  #marks: ReadonlyMap<string, ClassMark> = new Map();
  #stamps: readonly Stamp[] = [];
  #colours: MapColours = { paper: '', ink: '', accent: '' };
  #image = new ImageData(1, 1);
  #selected: ReadonlySet<string> = new Set();
  #cursor: Dot | undefined;
  #loop: readonly Place[] = [];
  #size = { width: 1, height: 1 };
  #view: Viewport = wholeMap(1, 1);
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas);
    this.#resize();
  }

  get dots(): readonly Dot[] {
    return this.#dots;
  }

  /** The photo that the keys stand at. */
  get cursor(): Dot | undefined {
    return this.#cursor;
  }

  show(dots: readonly Dot[], marks: ReadonlyMap<string, ClassMark>): void {
    this.#dots = dots;
    this.#marks = marks;
    this.#cursor = dots.find(({ id }) => id === this.#cursor?.id);
    this.recolour();
  }

  select(selected: ReadonlySet<string>): void {
    this.#selected = selected;
    this.draw();
  }

  /** Puts the keys' place, and brings it into sight. */
  point(dot: Dot | undefined): void {
    this.#cursor = dot;
    if (dot !== undefined) {
      const { x, y } = toCanvas(this.#view, dot);
      if (x < 0 || y < 0 || x > this.#size.width || y > this.#size.height) this.#view = centredOn(this.#view, dot, this.#whole);
    }
    this.draw();
  }

  /** The loop that is being drawn, in pixels. */
  drawLoop(loop: readonly Place[]): void {
    this.#loop = loop;
    this.draw();
  }

  zoom(factor: number, at: Place = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    this.#view = zoomAt(this.#view, factor, at, { whole: this.#whole, most: mostZoom(this.#dots.length) });
    this.draw();
  }

  move(x: number, y: number): void {
    this.#view = movedBy(this.#view, x, y, this.#whole);
    this.draw();
  }

  showAll(): void {
    this.#view = this.#whole;
    this.draw();
  }

  /** The photo at a place of the canvas. @param reach In pixels. */
  at(place: Place, reach: number): Dot | undefined {
    return nearestDot(
      this.#dots,
      (dot) => {
        const { x, y } = toCanvas(this.#view, dot);
        return Math.hypot(x - place.x, y - place.y);
      },
      reach,
    );
  }

  /** The photo nearest to the middle of what is seen: where the keys begin. */
  middle(): Dot | undefined {
    return this.at({ x: this.#size.width / 2, y: this.#size.height / 2 }, Number.POSITIVE_INFINITY);
  }

  inside(loop: readonly Place[]): readonly Dot[] {
    return dotsInside(
      this.#dots,
      loop.map((place) => toMap(this.#view, place)),
    );
  }

  /** Draws the marks anew, in the colours that the theme has now. */
  recolour(): void {
    // What comes back from a style is a colour with light-dark() resolved.
    const style = getComputedStyle(this.canvas);
    this.#colours = { paper: style.backgroundColor, ink: style.color, accent: style.outlineColor };
    this.#stamps = drawStamps([...this.#marks.values()], this.#colours, this.#density);
    this.draw();
  }

  draw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const pen = this.canvas.getContext('2d', { willReadFrequently: true }); // its pixels are made here, not on the graphics card
      if (pen === null) return;
      drawMap(pen, {
        ...{ image: this.#image, density: this.#density, dots: this.#dots, view: this.#view, marks: this.#marks, stamps: this.#stamps },
        ...{ colours: this.#colours, selected: this.#selected, cursor: this.#cursor, loop: this.#loop, thumbnails: this.#thumbnails },
      });
    });
  }

  /** Ends the drawing. */
  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
  }

  get #whole(): Viewport {
    return wholeMap(this.#size.width, this.#size.height);
  }

  get #density(): number {
    return window.devicePixelRatio;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    const before = this.#whole;
    this.#size = { width, height };
    this.canvas.width = Math.round(width * this.#density);
    this.canvas.height = Math.round(height * this.#density);
    this.#image = new ImageData(this.canvas.width, this.canvas.height);
    const whole = this.#whole;
    const zoomed = this.#view.width / before.width;
    const middle = toMap(this.#view, { x: before.left + before.width / 2, y: before.top + before.height / 2 });
    this.#view = centredOn({ ...whole, width: whole.width * zoomed, height: whole.height * zoomed }, middle, whole);
    this.draw();
  }
}
