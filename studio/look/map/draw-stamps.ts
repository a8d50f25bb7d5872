import { markPath } from './marks.ts';
import type { Stamp } from './plot-marks.kernel.ts';

/** Of a mark, in pixels of the page. */
export const markRadius = 5;

/** How much of a mark's colour is left where something else is selected. */
const dimmed = 0.3;

/** Fainter pixels of a mark's edge are left out. */
const faintest = 30;

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

/** The stamps of a map: of each class a plain one, a dimmed one and one with a ring, at three times its place, and the two after that. */
export function drawStamps(marks: readonly ClassMark[], { paper, ink }: MapColours, density: number): readonly Stamp[] {
  const radius = markRadius + 4;
  const side = 2 * Math.ceil(radius * density) + 1;
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) return [];
  const stampOf = ({ colour, at }: ClassMark, strength: number, ring: boolean): Stamp => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, side, side);
    pen.setTransform(density, 0, 0, density, side / 2, side / 2);
    const path = markPath(at, markRadius);
    pen.lineWidth = 2;
    pen.strokeStyle = paper;
    pen.stroke(path);
    pen.fillStyle = colour;
    pen.fill(path);
    if (ring) {
      pen.beginPath();
      pen.arc(0, 0, markRadius + 3, 0, 2 * Math.PI);
      pen.strokeStyle = ink;
      pen.stroke();
    }
    return toStamp(pen.getImageData(0, 0, side, side), background, strength);
  };
  pen.fillStyle = paper;
  pen.fillRect(0, 0, 1, 1);
  const background = pen.getImageData(0, 0, 1, 1).data;
  return marks.flatMap((mark) => [stampOf(mark, 1, false), stampOf(mark, dimmed, false), stampOf(mark, 1, true)]);
}

/** The pixels of a drawing that are not empty, laid on the paper's colour so that none is transparent. */
function toStamp({ data, width, height }: ImageData, paper: Uint8ClampedArray, strength: number): Stamp {
  const filled = Array.from({ length: width * height }, (_, at) => at).filter((at) => (data[4 * at + 3] ?? 0) >= faintest);
  const bytes = new Uint8ClampedArray(4 * filled.length);
  for (const [to, at] of filled.entries()) {
    const opacity = (strength * (data[4 * at + 3] ?? 0)) / 255;
    for (let channel = 0; channel < 3; channel++) {
      const under = paper[channel] ?? 0;
      bytes[4 * to + channel] = under + opacity * ((data[4 * at + channel] ?? 0) - under);
    }
    bytes[4 * to + 3] = 255;
  }
  const middle = (width - 1) / 2;
  return {
    across: Int16Array.from(filled, (at) => (at % width) - middle),
    down: Int16Array.from(filled, (at) => Math.floor(at / width) - middle),
    colours: new Uint32Array(bytes.buffer),
    reach: middle + 1,
  };
}
