import { MicroBatcher } from './micro-batcher.ts';
import type { ServedNetworkOptions } from './served-network.ts';

/** Batches of decoded pictures, whose runs are told of. @param run Computes a batch: an outcome for each picture, in their order */
export function timedBatcher<Outcome>(
  run: (pictures: readonly Uint8Array[]) => Promise<readonly Outcome[]>,
  { maxBatch, turn, onRun }: Pick<ServedNetworkOptions, 'maxBatch' | 'turn' | 'onRun'>,
): MicroBatcher<Uint8Array, Outcome> {
  const timed = async (pictures: readonly Uint8Array[]): Promise<readonly Outcome[]> => {
    const started = performance.now();
    const outcomes = await run(pictures);
    onRun((performance.now() - started) / 1000, pictures.length);
    return outcomes;
  };
  return new MicroBatcher({ run: timed, maxBatch, turn });
}
