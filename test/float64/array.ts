/** Numbers in double precision with a shape, row-major: what the reference computes with. */
export interface Float64Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The product of sizes. */
export const countOf = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

/** Fills a shape place by place. */
export function generate(shape: readonly number[], at: (place: readonly number[]) => number): Float64Tensor {
  const data = new Float64Array(countOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = at(placeOf(i, shape));
  return { shape, data };
}

/** Where the i-th number of a shape lies. */
function placeOf(index: number, shape: readonly number[]): number[] {
  const place = shape.map(() => 0);
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    place[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return place;
}

/** Which of a shape's numbers lies at a place inside it. */
export const indexOf = (place: readonly number[], shape: readonly number[]): number =>
  place.reduce((index, at, axis) => index * (shape[axis] ?? 1) + at, 0);

/** The number at a place; 0 outside, which is what padding means. */
export function valueAt({ shape, data }: Float64Tensor, place: readonly number[]): number {
  let index = 0;
  for (const [axis, size] of shape.entries()) {
    const at = place[axis] ?? 0;
    if (at < 0 || at >= size) return 0;
    index = index * size + at;
  }
  return data[index] ?? Number.NaN;
}

/** Whether a place lies within a shape. */
export const isInside = (place: readonly number[], shape: readonly number[]): boolean =>
  shape.every((size, axis) => (place[axis] ?? 0) >= 0 && (place[axis] ?? 0) < size);

/** The number that broadcasting puts at a place of a larger shape. */
export function broadcastAt(value: Float64Tensor, place: readonly number[]): number {
  const offset = place.length - value.shape.length;
  return valueAt(
    value,
    value.shape.map((size, axis) => (size === 1 ? 0 : (place[axis + offset] ?? 0))),
  );
}

/** The shape that several broadcast to. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    shapes.reduce((size, shape) => {
      const own = shape[axis - rank + shape.length] ?? 1;
      return own === 1 ? size : own;
    }, 1),
  );
}

/** All places of a shape, in order. */
export function placesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: countOf(shape) }, (_, index) => placeOf(index, shape));
}
