import type { RunSummary } from '../../src/studio/contract.ts';
import { isOfSounds } from '../state/medium.ts';
import { words } from '../words/words.ts';
import { shortName } from './short-name.ts';

/** A run's settings in a line: "inception-v3 at mixed_7, linear, stretched". */
export function describeSettings({ backbone, cut, head, fit, trainFrom }: RunSummary['settings']): string {
  const { train, deeper } = words.value;
  const network = shortName(backbone);
  const where = cut.length === 0 ? network : train.cutAt(network, cut.join(' + '));
  const depth = trainFrom === undefined ? [] : [deeper.from(trainFrom)];
  const shape = isOfSounds.value ? [] : [train.fits[fit].name]; // the pictures of sounds are square
  return [where, train.heads[head].name, ...shape, ...depth].join(', ');
}
