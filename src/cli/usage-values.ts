import { InvalidArgumentError } from 'commander';
import type { Augmentation, SweepAxis, Way } from 'graft-ml';

/** Reads a whole number of at least `least` from the command line. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}

/** Where to listen. */
export interface ListenPlace {
  readonly host?: string | undefined;
  readonly port: number;
}

/** Reads `9090`, `0.0.0.0:9090` or `[::]:9090`. */
export function listenPlace(text: string): ListenPlace {
  const [, bracketed, host = bracketed, digits] = /^(?:\[([\da-f:]+)\]:|([\w.-]+):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits !== undefined && port <= 65_535) return { host, port };
  throw new InvalidArgumentError('Expected a port, or host:port.');
}

/** Reads how many pictures a run takes: `1`, `8` or `free`. */
export function batchSize(text: string): number | 'free' {
  return text === 'free' ? text : wholeNumber(1)(text);
}

/** Reads a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** Reads a number of at least 0. */
export function numberFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a number of at least 0.');
}

/** Reads three numbers: `0.485,0.456,0.406`, or one that stands for all. */
export function threeNumbers(text: string): readonly [number, number, number] {
  const [red = Number.NaN, green = red, blue = red, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if ([red, green, blue].every(Number.isFinite) && more.length === 0) return [red, green, blue];
  throw new InvalidArgumentError('Expected three numbers, such as 0.485,0.456,0.406.');
}

/** Reads the part of the photos to hold out: `0.2`, `20%` or `0`. */
export function partHeldOut(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a part of at least 0 and below 1, such as 0.2.');
}

/** Reads how often a prediction set is to hold the right class: `0.9` or `90%`. */
export function coveragePart(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() !== '' && value >= 0.5 && value <= 0.99) return value;
  throw new InvalidArgumentError('Expected a part from 0.5 to 0.99, such as 0.9.');
}

/** Reads the part of known photos to let through: `0.95`, `95%` or `1`. */
export function partKept(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a part above 0 and up to 1, such as 0.95.');
}

/** Reads a part of the whole: `0.1`, `10%`, `0`, `1`. */
export function partOfWhole(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a part from 0 to 1, such as 0.1.');
}

/** Reads how pictures are changed: `flip,crop`. */
export function augmentationNames(text: string): Augmentation[] {
  return text.split(',').map((name) => {
    const how = (['flip', 'crop', 'color', 'rotate'] as const).find((known) => known === name.trim());
    if (how === undefined) throw new InvalidArgumentError('Expected flip, crop, color or rotate, set apart by commas.');
    return how;
  });
}

/** Reads what a sweep varies: `cuts,heads`. */
export function sweepAxes(text: string): SweepAxis[] {
  return text.split(',').map((name) => {
    const axis = (['backbones', 'fits', 'cuts', 'heads'] as const).find((known) => known === name.trim());
    if (axis === undefined) throw new InvalidArgumentError('Expected backbones, fits, cuts or heads, set apart by commas.');
    return axis;
  });
}

/** Reads numbers of photos: `2,5,10`. */
export function photoCounts(text: string): number[] {
  return text.split(',').map(wholeNumber(1));
}

/** Reads which ways to train are compared: `head,scratch`. */
export function wayNames(text: string): Way[] {
  return text.split(',').map((name) => {
    const way = (['head', 'classic', 'tuned', 'scratch'] as const).find((known) => known === name.trim());
    if (way === undefined) throw new InvalidArgumentError('Expected head, classic, tuned or scratch, set apart by commas.');
    return way;
  });
}

/** Reads where to cut: `auto`, or names and places set apart by commas, such as `mixed_6e,mixed_7a` or `-2`. */
export function cutPlaces(text: string): 'auto' | (string | number)[] {
  if (text === 'auto') return 'auto';
  const places = text.split(',').map((place) => place.trim());
  if (places.includes('')) throw new InvalidArgumentError('Expected names of layers set apart by commas, such as mixed_6e,mixed_7a.');
  return places.map((place) => (/^-?\d+$/.test(place) ? Number(place) : place));
}

const sizes: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

/** Reads a size: `2GB`, `500 MB`, `0`. */
export function sizeInBytes(text: string): number {
  const [, value = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const scale = sizes[unit.toUpperCase()];
  if (value !== '' && scale !== undefined) return Number(value) * scale;
  throw new InvalidArgumentError('Expected a size such as 2GB or 500MB.');
}

const spans: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, m: 30, y: 365 };

/** Reads an age: `12h`, `30d`, `8w`, `6m`, `1y`; in days. */
export function ageInDays(text: string): number {
  const [, value = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([hdwmy])$/i.exec(text.trim()) ?? [];
  const days = spans[unit.toLowerCase()];
  if (value !== '' && days !== undefined) return Number(value) * days;
  throw new InvalidArgumentError('Expected an age such as 12h, 30d or 6m.');
}
