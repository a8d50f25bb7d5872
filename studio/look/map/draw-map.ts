import { type ClassMark, type MapColours, markRadius } from './draw-stamps.ts';
import type { Dot } from './find-dots.ts';
import { markPath } from './marks.ts';
import { plotMarks, type Stamp } from './plot-marks.kernel.ts';
import type { Thumbnails } from './thumbnails.ts';
import { type Place, toCanvas, type Viewport } from './viewport.ts';

/** When so few photos are in sight they are shown themselves. */
const fewInSight = 90;

/** The side of a photo on the map, in pixels. */
const photoSide = 56;

/** All that is on the canvas. */
export interface Picture {
  /** What is drawn into, as large as the canvas in pixels of the screen. */
  readonly image: ImageData;
  /** Pixels of the screen to a pixel of the page. */
  readonly density: number;
  readonly dots: readonly Dot[];
  readonly view: Viewport;
  /** By class; each has its place among the stamps' classes. */
  readonly marks: ReadonlyMap<string, ClassMark>;
  readonly stamps: readonly Stamp[];
  readonly colours: MapColours;
  readonly selected: ReadonlySet<string>;
  readonly cursor: Dot | undefined;
  readonly loop: readonly Place[];
  readonly thumbnails: Thumbnails;
}

/** Draws one frame. */
export function drawMap(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { image, density, dots, view, cursor, colours } = picture;
  const { inSight, marks } = placeMarks(picture);
  const asPhotos = inSight.length <= fewInSight && inSight.length < dots.length;
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  plotMarks(pixels, image, marks, picture.stamps);
  pen.putImageData(image, 0, 0);
  pen.setTransform(density, 0, 0, density, 0, 0);
  if (asPhotos) for (const dot of inSight) drawPhoto(pen, picture, dot, toCanvas(view, dot));
  if (cursor !== undefined) drawCursor(pen, toCanvas(view, cursor), asPhotos ? photoSide / 2 + 4 : markRadius + 5, colours);
  drawLoop(pen, picture);
}

/** Which photos are in sight, and where and how their marks come: what is selected last, as it lies on top. */
function placeMarks({ image, density, dots, view, marks, selected }: Picture): {
  readonly inSight: readonly Dot[];
  readonly marks: Parameters<typeof plotMarks>[2];
} {
  const [x, y, stamp] = [new Float64Array(dots.length), new Float64Array(dots.length), new Uint16Array(dots.length)];
  const edge = photoSide * density;
  const inSight: Dot[] = [];
  let count = 0;
  for (const isTop of selected.size > 0 ? [false, true] : [false]) {
    for (const dot of dots) {
      if (selected.size > 0 && selected.has(dot.id) !== isTop) continue;
      const [left, top] = [(view.left + dot.x * view.width) * density, (view.top + dot.y * view.height) * density];
      const mark = marks.get(dot.class);
      if (mark === undefined || left < -edge || top < -edge || left > image.width + edge || top > image.height + edge) continue;
      x[count] = left;
      y[count] = top;
      stamp[count] = 3 * mark.at + (selected.size === 0 ? 0 : isTop ? 2 : 1);
      count++;
      inSight.push(dot);
    }
  }
  return { inSight, marks: { x, y, stamp, count } };
}

/** The photo itself, in its class's colour, with its mark in the corner; nothing while it is not here. */
function drawPhoto(pen: CanvasRenderingContext2D, picture: Picture, dot: Dot, { x, y }: Place): void {
  const { thumbnails, marks, colours, selected } = picture;
  const image = thumbnails.of(dot.id);
  const mark = marks.get(dot.class);
  if (image === undefined || mark === undefined) return;
  const scale = photoSide / Math.max(image.naturalWidth, image.naturalHeight);
  const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
  pen.globalAlpha = selected.size > 0 && !selected.has(dot.id) ? 0.3 : 1;
  pen.fillStyle = selected.has(dot.id) ? colours.ink : mark.colour;
  pen.fillRect(x - w / 2 - 3, y - h / 2 - 3, w + 6, h + 6);
  pen.drawImage(image, x - w / 2, y - h / 2, w, h);
  const path = new Path2D();
  path.addPath(markPath(mark.at, markRadius), { e: x - w / 2, f: y - h / 2 });
  pen.lineWidth = 2;
  pen.strokeStyle = colours.paper;
  pen.stroke(path);
  pen.fillStyle = mark.colour;
  pen.fill(path);
  pen.globalAlpha = 1;
}

function drawCursor(pen: CanvasRenderingContext2D, { x, y }: Place, half: number, { accent, paper }: MapColours): void {
  for (const [colour, line] of [
    [paper, 5],
    [accent, 3],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.strokeRect(x - half, y - half, 2 * half, 2 * half);
  }
}

function drawLoop(pen: CanvasRenderingContext2D, { loop, colours }: Picture): void {
  const [first, ...rest] = loop;
  if (first === undefined) return;
  pen.beginPath();
  pen.moveTo(first.x, first.y);
  for (const { x, y } of rest) pen.lineTo(x, y);
  pen.closePath();
  pen.fillStyle = colours.accent;
  pen.globalAlpha = 0.15;
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = colours.accent;
  pen.lineWidth = 2;
  pen.stroke();
}
