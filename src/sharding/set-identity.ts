import type { FeatureSource } from '../embedding/feature-source.ts';
import { featureSpace } from '../features/feature-space.ts';
import { sha256 } from '../storage/sha256.ts';

/** What photos' features depend on beside the photos, as 32 hexadecimal digits: the same on every machine. */
export function setIdentity({ backbone, cuts, preprocessing }: FeatureSource): string {
  const { network, precision, device } = backbone;
  const space = featureSpace({ network: network.id, precision, device, preprocessing });
  return sha256(JSON.stringify([space, ...cuts.map(({ layer, width }) => [layer, width])])).slice(0, 32);
}
