import type { BackboneDescription } from './backbone-description.ts';

/**
 * What was found of a network that came without a record of the catalogue, in words: its bottleneck, how its pixels are scaled, which picture it
 * reads. None for one of the catalogue.
 */
export function describeFinding({ adopted, trainedFit }: Pick<BackboneDescription, 'adopted' | 'trainedFit'>): readonly string[] {
  if (adopted === undefined) return [];
  const { bottleneck, range, howRangeWasKnown, howSizeWasKnown, layout, width, height } = adopted;
  const { offset, divisor, order = 'rgb' } = range;
  const numbers = (three: readonly number[]): string => [...(new Set(three).size === 1 ? three.slice(0, 1) : three)].map(short).join(', ');
  return [
    bottleneck,
    `pixels: (0 … 255 - ${numbers(offset)}) / ${numbers(divisor)}${order === 'bgr' ? ', blue first' : ''} (${howRangeWasKnown})`,
    `picture: ${width} x ${height}, ${layout === 'nchw' ? 'channels first' : 'channels last'} (${howSizeWasKnown})${trainedFit === undefined ? '' : `; trained on photos ${trainedFit === 'crop' ? 'cut to shape: --fit crop' : 'stretched to it: --fit stretch'}`}`,
  ];
}

/** Without what floating point adds: 0.224 * 255 is 57.120000000000005. */
const short = (number: number): string => String(Number(number.toPrecision(7)));
