import { fitHead } from '../heads/fit-head.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import { drain } from '../tasks/drain.ts';
import { takeRows } from '../tensor/matrix.ts';
import type { WayContext } from './way-context.ts';

/** The head that `graft train` fits by default, on features that are known. @param places Photos to learn from. */
export async function fitPlainHead(places: readonly number[], context: WayContext): Promise<SoftmaxHead> {
  const { features, labels, keys, cuts, classCount, multiplier, seed, signal } = context;
  const { head } = await drain(
    fitHead(
      takeRows(features, places),
      Int32Array.from(places, (place) => labels[place] ?? 0),
      {
        ...{ classes: classCount, blocks: cuts.map(({ width }) => width), multiplier, seed, signal },
        keys: places.map((place) => keys[place] ?? ''),
      },
    ),
  );
  if (head.kind !== 'softmax') throw new Error('unreachable: softmax is what was asked for');
  return head;
}
