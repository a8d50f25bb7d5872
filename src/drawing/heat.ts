import type { InspectedLayer, InspectedNetwork } from './inspected-network.ts';

/** What boxes are coloured by. */
export type Cost = 'milliseconds' | 'multiplyAdds' | 'parameters';

/** Colours go from 0, nothing worth a colour, to this. */
export const hottest = 7;

/** A layer's cost; 0 where it was not measured. */
export function costOf(layer: InspectedLayer, cost: Cost): number {
  return layer[cost] ?? 0;
}

/** The cost that can be told of a network: time where it was measured. */
export function bestCost({ time }: Pick<InspectedNetwork, 'time'>): Cost {
  return time === undefined ? 'multiplyAdds' : 'milliseconds';
}

/**
 * How hot a cost is, beside the greatest: a step from 0 to {@link hottest}, by its root, so that layers of a tenth of the
 * greatest cost can be told from those of a hundredth.
 */
export function heatOf(cost: number, greatest: number): number {
  return greatest > 0 && cost > 0 ? Math.ceil(hottest * Math.sqrt(Math.min(1, cost / greatest))) : 0;
}
