import { invalidArgument } from '../../errors.ts';
import type { Settings } from '../contract.ts';
import { nameNetwork } from './name-network.ts';

/**
 * Settings with some of them changed. Another backbone has other cuts, so that it begins with its own choice; its range comes with it or not at all.
 *
 * @throws `UNKNOWN_BACKBONE`, `INVALID_ARGUMENT` for a cut that the catalogue has no name for; of other networks, loading them tells
 */
export function chooseSettings(before: Settings, change: Partial<Settings>): Settings {
  const { name, cuts } = nameNetwork(change.backbone ?? before.backbone);
  const { range, ...rest } = before;
  const after: Settings = {
    ...rest,
    ...(change.backbone === undefined && range !== undefined ? { range } : {}),
    ...(name === before.backbone ? {} : { cut: [] }),
    ...change,
    backbone: name,
  };
  const unknown = cuts && after.cut.find((cut) => !cuts.includes(cut));
  if (unknown !== undefined) throw invalidArgument('the cut', `among ${cuts?.join(', ')}`, unknown);
  return after;
}
