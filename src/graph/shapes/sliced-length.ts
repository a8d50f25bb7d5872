import type { Dimension } from '../graph.ts';

/** Exporters write "to the end" as the largest number of 32 or 64 bits; whatever is as large means the same. */
const toTheEnd = 2 ** 31 - 1;

/** How many places a Slice takes of an axis; undefined where that depends on a free size. */
export function slicedLength(size: Dimension, start: number, end: Dimension, step: number): Dimension | undefined {
  const whole = step === 1 && start === 0 && (end === size || (typeof end === 'number' && end >= toTheEnd));
  if (whole) return size;
  if (typeof size !== 'number') return step === -1 && start === -1 && typeof end === 'number' && end <= -toTheEnd ? size : undefined;
  if (typeof end !== 'number' || step === 0) return undefined;
  const counted = (place: number): number => (place < 0 ? place + size : place);
  const clamp = (place: number, least: number, most: number): number => Math.min(Math.max(place, least), most);
  if (step > 0) {
    const [from, to] = [clamp(counted(start), 0, size), clamp(counted(end), 0, size)];
    return Math.max(0, Math.ceil((to - from) / step));
  }
  const [from, to] = [clamp(counted(start), -1, size - 1), clamp(counted(end), -1, size - 1)];
  return Math.max(0, Math.ceil((to - from) / step));
}
