import { invalidArgument } from '../errors.ts';
import { type PixelRange, pixelRanges } from '../graph/adopt/pixel-range.ts';

/** How pixels are scaled: the name of a common way, or the numbers. */
export type PixelRangeOption = PixelRange | keyof typeof pixelRanges;

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
  const { offset, divisor, order } = given;
  const isThree = (numbers: readonly number[]): boolean => numbers.length === 3 && numbers.every(Number.isFinite);
  if (!isThree(offset) || !isThree(divisor) || divisor.some((value) => value === 0))
    throw invalidArgument('range', 'three numbers to subtract and three to divide by, none of them 0', given);
  if (order !== undefined && order !== 'rgb' && order !== 'bgr') throw invalidArgument('range.order', "'rgb' or 'bgr'", order);
  return given;
}
