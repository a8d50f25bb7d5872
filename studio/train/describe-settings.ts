import type { RunSummary } from '../../src/studio/contract.ts';
import { words } from '../words/words.ts';
import { shortName } from './short-name.ts';

/** A run's settings in a line: "inception-v3 at mixed_7, linear, stretched". */
export function describeSettings({ backbone, cut, head, fit }: RunSummary['settings']): string {
  const { train } = words.value;
  const network = shortName(backbone);
  const where = cut.length === 0 ? network : train.cutAt(network, cut.join(' + '));
  return [where, train.heads[head].name, train.fits[fit].name].join(', ');
}
