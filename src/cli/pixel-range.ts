import type { PixelRangeOption } from 'graft-ml';

/** The options that tell how a network's pixels are scaled. */
export interface PixelRangeArguments {
  readonly range?: Extract<PixelRangeOption, string> | undefined;
  readonly mean?: Three | undefined;
  readonly std?: Three | undefined;
}

type Three = readonly [number, number, number];

/**
 * The library's option out of `--range`, or out of `--mean` and `--std`: of pixels of 0 to 1, as frameworks print them, where all
 * numbers are at most 1; else of pixels of 0 to 255.
 */
export function pixelRangeFrom({ range, mean, std }: PixelRangeArguments): PixelRangeOption | undefined {
  if (mean === undefined && std === undefined) return range;
  const [offset, divisor]: [Three, Three] = [mean ?? [0, 0, 0], std ?? [1, 1, 1]];
  if (![...offset, ...divisor].every((value) => value <= 1)) return { offset, divisor };
  const scaled = ([red, green, blue]: Three): Three => [255 * red, 255 * green, 255 * blue];
  return { offset: scaled(offset), divisor: scaled(divisor) };
}
