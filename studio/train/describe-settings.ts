import type { RunSummary } from '../../src/studio/contract.ts';
import { words } from '../words/words.ts';

/** A run's settings in a line: "inception-v3 at mixed_7, linear, stretched". */
export function describeSettings({ backbone, cut, head, fit }: RunSummary['settings']): string {
  const { train } = words.value;
  const where = cut.length === 0 ? backbone : train.cutAt(backbone, cut.join(' + '));
  return [where, train.heads[head].name, train.fits[fit].name].join(', ');
}
