/** What part of the map is seen: a place x, y of it (0 to 1) lies at left + x · width, top + y · height, in pixels of the canvas. */
export interface Viewport {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A place on the canvas or on the map. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Left free around the whole map, in pixels, so that no mark is cut. */
export const margin = 24;

/** How much larger so many photos may be seen than whole: until a few of them fill the canvas. */
export function mostZoom(photos: number): number {
  return Math.max(4, Math.sqrt(photos / 3));
}

/** All of the map. */
export function wholeMap(width: number, height: number): Viewport {
  return { left: margin, top: margin, width: Math.max(1, width - 2 * margin), height: Math.max(1, height - 2 * margin) };
}

/** Larger or smaller about a place of the canvas that stays where it is. */
export function zoomAt(
  view: Viewport,
  factor: number,
  at: Place,
  { whole, most }: { readonly whole: Viewport; readonly most: number },
): Viewport {
  const wanted = Math.min(most, Math.max(1, (view.width / whole.width) * factor));
  const by = (wanted * whole.width) / view.width;
  return keepInside(
    { left: at.x - by * (at.x - view.left), top: at.y - by * (at.y - view.top), width: by * view.width, height: by * view.height },
    whole,
  );
}

/** Moved by pixels; the map never leaves the canvas. */
export function movedBy(view: Viewport, x: number, y: number, whole: Viewport): Viewport {
  return keepInside({ ...view, left: view.left + x, top: view.top + y }, whole);
}

/** So that a place of the map lies at the canvas's centre. */
export function centredOn(view: Viewport, { x, y }: Place, whole: Viewport): Viewport {
  const [middleX, middleY] = [whole.left + whole.width / 2, whole.top + whole.height / 2];
  return keepInside({ ...view, left: middleX - x * view.width, top: middleY - y * view.height }, whole);
}

export function toCanvas({ left, top, width, height }: Viewport, { x, y }: Place): Place {
  return { x: left + x * width, y: top + y * height };
}

export function toMap({ left, top, width, height }: Viewport, { x, y }: Place): Place {
  return { x: (x - left) / width, y: (y - top) / height };
}

function keepInside(view: Viewport, whole: Viewport): Viewport {
  const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
  return {
    ...view,
    left: clamp(view.left, whole.left + whole.width - view.width, whole.left),
    top: clamp(view.top, whole.top + whole.height - view.height, whole.top),
  };
}
