import { invalidArgument } from '../errors.ts';
import { type PixelRange, pixelRanges } from '../graph/adopt/pixel-range.ts';

type Three = readonly [red: number, green: number, blue: number];

/**
 * What is subtracted from a pixel, and what it is divided by then, as frameworks print it: of pixels of 0 to 1 where all six numbers are at
 * most 1, else of pixels of 0 to 255.
 */
export interface Normalization {
  readonly mean: Three;
  readonly std: Three;
}

/** How pixels are scaled: the name of a common way, or the numbers. */
export type PixelRangeOption = PixelRange | Normalization | keyof typeof pixelRanges;

/**
 * The numbers of a range that was given by name or as numbers.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function pixelRangeOf(given: PixelRangeOption): PixelRange {
  if (typeof given === 'string') {
    if (Object.hasOwn(pixelRanges, given)) return pixelRanges[given];
    throw invalidArgument('range', `one of ${Object.keys(pixelRanges).join(', ')}, or an offset and a divisor`, given);
  }
  const range = 'mean' in given ? ofPixels(given) : given;
  const { offset, divisor, order } = range;
  const isThree = (numbers: readonly number[]): boolean => numbers.length === 3 && numbers.every(Number.isFinite);
  if (!isThree(offset) || !isThree(divisor) || divisor.some((value) => value === 0))
    throw invalidArgument('range', 'three numbers to subtract and three to divide by, none of them 0', given);
  if (order !== undefined && order !== 'rgb' && order !== 'bgr') throw invalidArgument('range.order', "'rgb' or 'bgr'", order);
  return range;
}

function ofPixels({ mean, std }: Normalization): PixelRange {
  if (![...mean, ...std].every((value) => value <= 1)) return { offset: mean, divisor: std };
  const scaled = ([red, green, blue]: Three): Three => [255 * red, 255 * green, 255 * blue];
  return { offset: scaled(mean), divisor: scaled(std) };
}
