import type { Interval } from '../evaluation/wilson-interval.ts';

/** A part in percent: `91.4 %`, with a space that does not break. */
export function percent(part: number, digits = 1): string {
  return Number.isFinite(part) ? `${(100 * part).toFixed(digits)}\u00a0%` : '–';
}

/** An interval of parts: `86.4 to 94.7 %`. */
export function percentInterval({ low, high }: Interval, between = 'to'): string {
  return `${(100 * low).toFixed(1)} ${between} ${percent(high)}`;
}

/** `1 photo`, `12 photos`, `1,200 photos`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** A whole number with its thousands marked. */
export function thousands(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A time: `40 ms`, `3.2 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.95) return `${Math.max(0, Math.round(1000 * seconds))}\u00a0ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}\u00a0s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
