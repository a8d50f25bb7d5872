import type { Place } from './viewport.ts';

/** A photo on the map. */
export interface Dot extends Place {
  readonly id: string;
  readonly class: string;
}

/** The dot nearest to a place, by a distance of the caller's; undefined where none is within reach. */
export function nearestDot(dots: readonly Dot[], distance: (dot: Dot) => number, reach = Number.POSITIVE_INFINITY): Dot | undefined {
  let [best, least] = [undefined as Dot | undefined, reach]; // so that it may be set below
  for (const dot of dots) {
    const far = distance(dot);
    if (far < least) [best, least] = [dot, far];
  }
  return best;
}

/** The nearest dot in a direction: within 45 degrees of it, those straight ahead before those aside. */
export function nextDot(dots: readonly Dot[], from: Dot, way: Place): Dot | undefined {
  return nearestDot(dots, (dot) => {
    const ahead = (dot.x - from.x) * way.x + (dot.y - from.y) * way.y;
    const aside = Math.abs((dot.x - from.x) * way.y) + Math.abs((dot.y - from.y) * way.x);
    return dot === from || ahead <= 0 || aside > ahead ? Number.POSITIVE_INFINITY : ahead + 2 * aside;
  });
}

/** A dot and those nearest to it, so many in all. */
export function nearestDots(dots: readonly Dot[], { x, y }: Place, count: number): readonly Dot[] {
  return dots
    .map((dot) => ({ dot, far: Math.hypot(dot.x - x, dot.y - y) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ dot }) => dot);
}

/** The dots inside a loop: by how often a ray from the dot crosses it, even-odd. */
export function dotsInside(dots: readonly Dot[], loop: readonly Place[]): readonly Dot[] {
  return dots.filter(({ x, y }) => {
    let inside = false;
    for (const [at, a] of loop.entries()) {
      const b = loop[(at + 1) % loop.length] ?? a;
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
    }
    return inside;
  });
}
