import { describeFinding } from '../../backbones/describe-finding.ts';
import { loadBackboneEvents } from '../../backbones/load-backbone.ts';
import { drain } from '../../tasks/drain.ts';
import type { FoundNetwork, PixelRangeChoice } from '../network-contract.ts';
import { bytesOf } from './describe-choices.ts';
import { nameNetwork } from './name-network.ts';

/**
 * Makes a network ready that somebody named, and tells what was found of it: where it is cut, how its pixels are scaled.
 *
 * @throws as `loadBackboneEvents`: `RANGE_UNKNOWN` where nothing tells how its pixels are scaled
 */
export async function findNetwork(
  given: string,
  range: PixelRangeChoice | undefined,
  { cacheFolder, signal }: { readonly cacheFolder: string; readonly signal: AbortSignal },
): Promise<FoundNetwork> {
  const { name, origin } = nameNetwork(given.trim());
  const backbone = await drain(loadBackboneEvents(name, { cacheFolder, signal, range }));
  const { title, licence, cuts, defaultCut, input } = backbone.description;
  const bytes = await bytesOf(name);
  return {
    ...{ name, origin, title, licence, input, fetched: true },
    ...(range === undefined ? {} : { range }),
    precision: backbone.precision,
    ...(bytes === undefined ? {} : { bytes }),
    cuts: Object.keys(cuts).map((cut) => ({ name: cut, width: backbone.cut(cut)[0]?.width ?? 0 })),
    defaultCut: [...defaultCut],
    found: [...describeFinding(backbone.description)],
  };
}
