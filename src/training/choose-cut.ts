import type { Cut } from '../backbones/backbone.ts';
import { type BlocksScore, selectBlocks } from '../heads/select-blocks.ts';
import { takeColumns } from '../tensor/matrix.ts';
import type { HeadContext } from './fit-head-events.ts';
import type { Labelled } from './labelled.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** A set of cuts was compared: how a head that reads them did in cross-validation. */
export type CutEvent = { readonly type: 'cut' } & BlocksScore;

/**
 * Chooses by cross-validation which of a backbone's blocks the head reads.
 *
 * Compared are the default, each block alone, and all blocks from each one to the last; the default stays unless another
 * is clearly better.
 *
 * @param data The training photos; their features hold all of `cuts` side by side.
 * @param preferred The names of the default cuts.
 */
export async function* chooseCut(
  data: Labelled,
  cuts: readonly Cut[],
  preferred: readonly string[],
  { classes, multiplier }: Omit<HeadContext, 'blocks'>,
  { seed, folds, classWeights, signal }: ResolvedTrainOptions,
): AsyncGenerator<CutEvent, readonly Cut[], void> {
  const blocks = cuts.map((cut) => ({ name: cut.name, features: takeColumns(data.features, columnsOf([cut], cuts)) }));
  const names = cuts.map((cut) => cut.name);
  const candidates = [preferred, ...names.map((name) => [name]), ...names.slice(0, -1).map((_, first) => names.slice(first))];
  const search = selectBlocks(blocks, data.labels, { classes, candidates, classWeights, folds, seed, keys: data.keys, multiplier, signal });
  let step = await search.next();
  for (; !step.done; step = await search.next()) yield { type: 'cut', ...step.value };
  const { chosen } = step.value;
  return cuts.filter((cut) => chosen.includes(cut.name));
}

/** Where some of the cuts lie in features that hold all of them side by side. */
export function columnsOf(some: readonly Cut[], all: readonly Cut[]): { from: number; to: number }[] {
  let from = 0;
  return all.flatMap((cut) => {
    const range = { from, to: from + cut.width };
    from = range.to;
    return some.includes(cut) ? [range] : [];
  });
}
