import { fitHead } from '../heads/fit-head.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import { drain } from '../tasks/drain.ts';
import type { LearnedPhotos } from './learned-photos.ts';
import type { WayContext } from './way-context.ts';

/** A head, and the L2 strength that suited it. */
export interface PlainHead {
  readonly head: SoftmaxHead;
  readonly strength: number | undefined;
}

/**
 * The head that `graft train` fits by default, on features that are known.
 *
 * @param options.strength @default what cross-validation chooses
 */
export async function fitPlainHead(
  { features, labels, keys }: LearnedPhotos,
  { cuts, classCount, multiplier, seed, signal }: WayContext,
  { strength }: { readonly strength?: number | undefined } = {},
): Promise<PlainHead> {
  const blocks = cuts.map(({ width }) => width);
  const fitted = await drain(fitHead(features, labels, { classes: classCount, blocks, multiplier, seed, signal, keys, strength }));
  if (fitted.head.kind !== 'softmax') throw new Error('unreachable: softmax is what was asked for');
  return { head: fitted.head, strength: fitted.softmax?.strength };
}
