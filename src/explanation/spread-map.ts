/** Numbers over a picture: `height` rows of `width`, from the top. */
export interface PlaneMap {
  readonly width: number;
  readonly height: number;
  /** height * width numbers. */
  readonly data: Float64Array;
}

/**
 * Brings a map to another resolution so that its sum stays what it was, to the last rounding.
 *
 * Between the places' centres the map is read as bilinear, beyond the outermost it stays level; each new place gets the
 * integral of that over its own area. As no area is left out or counted twice, and a place's hat-shaped share integrates
 * to one, the sum is kept for any sizes, growing or shrinking. Cost: height * newWidth * (width + newHeight).
 */
export function spreadMap(map: PlaneMap, width: number, height: number): PlaneMap {
  const across = shares(map.width, width);
  const down = shares(map.height, height);
  const wide = new Float64Array(map.height * width);
  for (let y = 0; y < map.height; y++) addShares(map.data.subarray(y * map.width, (y + 1) * map.width), 1, across, wide, y * width, 1);
  const data = new Float64Array(height * width);
  for (let x = 0; x < width; x++) addShares(wide.subarray(x), width, down, data, x, width);
  return { width, height, data };
}

/** Which part of a source place a target place gets. */
interface Share {
  readonly source: number;
  readonly target: number;
  readonly part: number;
}

/** All shares along one side; those of one source sum to 1. */
function shares(sources: number, targets: number): readonly Share[] {
  const all: Share[] = [];
  for (let target = 0; target < targets; target++) {
    const from = (target * sources) / targets;
    const to = ((target + 1) * sources) / targets;
    const first = Math.max(0, Math.floor(from - 0.5));
    const last = Math.min(sources - 1, Math.floor(to + 0.5));
    for (let source = first; source <= last; source++) {
      const part = hatIntegral(to, source, sources) - hatIntegral(from, source, sources);
      if (part > 0) all.push({ source, target, part });
    }
  }
  return all;
}

/**
 * The integral up to `at` of a place's hat: 1 at its centre, falling to 0 at its neighbours' centres; level beyond the
 * first and the last centre.
 */
function hatIntegral(at: number, source: number, sources: number): number {
  const t = at - (source + 0.5); // from the centre, in places
  const rising = source === 0 ? Math.min(0, Math.max(-0.5, t)) + 0.5 : ramp(Math.min(0, t) + 1);
  const falling = source === sources - 1 ? Math.min(0.5, Math.max(0, t)) : 0.5 - ramp(1 - Math.max(0, t));
  return rising + falling;
}

/** The integral of max(0, x). */
function ramp(x: number): number {
  return x <= 0 ? 0 : (x * x) / 2;
}

function addShares(
  from: Float64Array,
  fromStride: number,
  parts: readonly Share[],
  into: Float64Array,
  offset: number,
  stride: number,
): void {
  for (const { source, target, part } of parts) {
    const at = offset + target * stride;
    into[at] = (into[at] ?? 0) + part * (from[source * fromStride] ?? 0);
  }
}
