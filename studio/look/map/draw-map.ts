import type { Dot } from './find-dots.ts';
import { markPath } from './marks.ts';
import type { Thumbnails } from './thumbnails.ts';
import { type Place, toCanvas, type Viewport } from './viewport.ts';

/** Of a mark, in pixels. */
const radius = 5;

/** When so few photos are in sight they are shown themselves. */
const fewInSight = 90;

/** The side of a photo on the map, in pixels. */
const photoSide = 56;

/** How a class is drawn. */
export interface ClassMark {
  readonly colour: string;
  /** Its place among the classes: which shape it has. */
  readonly at: number;
}

/** The page's colours, as the theme has them. */
export interface MapColours {
  readonly paper: string;
  readonly ink: string;
  readonly accent: string;
}

/** All that is on the canvas. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen to a pixel of the page. */
  readonly density: number;
  readonly dots: readonly Dot[];
  readonly view: Viewport;
  readonly sprites: ReadonlyMap<string, HTMLCanvasElement>;
  readonly marks: ReadonlyMap<string, ClassMark>;
  readonly colours: MapColours;
  readonly selected: ReadonlySet<string>;
  readonly cursor: Dot | undefined;
  readonly loop: readonly Place[];
  readonly thumbnails: Thumbnails;
}

/** Draws each class's mark once, to be copied thousands of times: what makes 60 frames a second of 5,000 photos. */
export function drawSprites(marks: ReadonlyMap<string, ClassMark>, colours: MapColours, density: number): Map<string, HTMLCanvasElement> {
  return new Map(
    [...marks].map(([id, { colour, at }]) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = Math.ceil(4 * radius * density);
      const pen = canvas.getContext('2d');
      if (pen !== null) {
        pen.scale(density, density);
        pen.translate(2 * radius, 2 * radius);
        const path = markPath(at, radius);
        pen.lineWidth = 2;
        pen.strokeStyle = colours.paper;
        pen.stroke(path);
        pen.fillStyle = colour;
        pen.fill(path);
      }
      return [id, canvas];
    }),
  );
}

/** Draws one frame. */
export function drawMap(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, density, dots, view, selected, cursor, colours } = picture;
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.clearRect(0, 0, width, height);
  const inSight = dots.filter((dot) => {
    const { x, y } = toCanvas(view, dot);
    return x > -photoSide && y > -photoSide && x < width + photoSide && y < height + photoSide;
  });
  const asPhotos = inSight.length <= fewInSight && inSight.length < dots.length;
  const dimmed = selected.size > 0 ? 0.3 : 1;
  // What is selected lies on top.
  for (const isTop of [false, true]) {
    for (const dot of inSight) {
      if (selected.has(dot.id) !== isTop) continue;
      pen.globalAlpha = isTop ? 1 : dimmed;
      const at = toCanvas(view, dot);
      if (!asPhotos || !drawPhoto(pen, picture, dot, at)) drawMark(pen, picture, dot, at, isTop);
    }
  }
  pen.globalAlpha = 1;
  if (cursor !== undefined) drawCursor(pen, toCanvas(view, cursor), asPhotos ? photoSide / 2 + 4 : radius + 5, colours);
  drawLoop(pen, picture);
}

function drawMark(pen: CanvasRenderingContext2D, { sprites, colours }: Picture, dot: Dot, { x, y }: Place, isSelected: boolean): void {
  const sprite = sprites.get(dot.class);
  if (sprite !== undefined) pen.drawImage(sprite, x - 2 * radius, y - 2 * radius, 4 * radius, 4 * radius);
  if (!isSelected) return;
  pen.beginPath();
  pen.arc(x, y, radius + 3, 0, 2 * Math.PI);
  pen.lineWidth = 2;
  pen.strokeStyle = colours.ink;
  pen.stroke();
}

/** The photo itself, in its class's colour, with its mark in the corner. Returns whether it is there already. */
function drawPhoto(pen: CanvasRenderingContext2D, picture: Picture, dot: Dot, { x, y }: Place): boolean {
  const { thumbnails, marks, colours, selected } = picture;
  const image = thumbnails.of(dot.id);
  const mark = marks.get(dot.class);
  if (image === undefined || mark === undefined) return false;
  const scale = photoSide / Math.max(image.naturalWidth, image.naturalHeight);
  const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
  pen.fillStyle = selected.has(dot.id) ? colours.ink : mark.colour;
  pen.fillRect(x - w / 2 - 3, y - h / 2 - 3, w + 6, h + 6);
  pen.drawImage(image, x - w / 2, y - h / 2, w, h);
  drawMark(pen, picture, dot, { x: x - w / 2, y: y - h / 2 }, false);
  return true;
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
