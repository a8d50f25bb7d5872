import type { Backbone, Cut } from '../backbones/backbone.ts';
import { FeatureNetwork } from '../features/feature-network.ts';

/** Photos to a batch, as features are computed. */
const batch = 8;
/** Batches of a network in a round, after one that does not count. */
const batches = 3;
/** Rounds through all networks: what else the machine does meanwhile falls on them alike. */
const rounds = 2;

/** A backbone, and where it is cut. */
export interface RateRequest {
  readonly backbone: Backbone;
  readonly cuts: readonly Cut[];
}

/**
 * How many photos a second each of several networks turns into features on this machine, side by side: all are run in turn,
 * twice, and the best batch of each counts. Decoding the photos is not in it.
 *
 * @returns As many rates as networks, in images a second.
 */
export async function measureRates(requests: readonly RateRequest[], signal?: AbortSignal): Promise<number[]> {
  const least = requests.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [at, { backbone, cuts }] of requests.entries()) {
      signal?.throwIfAborted();
      const { width, height } = backbone.description.input;
      const pixels = new Uint8Array(batch * width * height * 3).fill(127);
      await using network = await FeatureNetwork.open(backbone, cuts);
      await network.run(pixels, batch);
      for (let run = 0; run < batches; run++) {
        const started = performance.now();
        await network.run(pixels, batch);
        least[at] = Math.min(least[at] ?? 0, performance.now() - started);
      }
    }
  }
  return least.map((milliseconds) => (1000 * batch) / milliseconds);
}
