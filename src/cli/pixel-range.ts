import type { PixelRangeOption } from 'graft-ml';

/** The options that tell how a network's pixels are scaled. */
export interface PixelRangeArguments {
  readonly range?: Extract<PixelRangeOption, string> | undefined;
  readonly mean?: Three | undefined;
  readonly std?: Three | undefined;
}

type Three = readonly [number, number, number];

/** The library's option out of `--range`, or out of `--mean` and `--std`. */
export function pixelRangeFrom({ range, mean, std }: PixelRangeArguments): PixelRangeOption | undefined {
  return mean === undefined && std === undefined ? range : { mean: mean ?? [0, 0, 0], std: std ?? [1, 1, 1] };
}
