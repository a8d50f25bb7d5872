import { invalidArgument } from '../../errors.ts';
import type { Settings } from '../contract.ts';
import { nameNetwork } from './name-network.ts';

/** Some settings; `trainFrom: null` has the head alone trained again. */
export type SettingsChange = Partial<Omit<Settings, 'trainFrom'>> & { readonly trainFrom?: string | null };

/**
 * Settings with some of them changed. Another backbone has other layers, so that it begins with its own choice; its range comes with it or not at
 * all.
 *
 * @throws `UNKNOWN_BACKBONE`, `INVALID_ARGUMENT` for a cut that the catalogue has no name for (of other networks, loading them tells) and for
 * layers to train under a head that is not linear
 */
export function chooseSettings(before: Settings, { trainFrom, ...change }: SettingsChange): Settings {
  const { name, cuts } = nameNetwork(change.backbone ?? before.backbone);
  const { range, trainFrom: keptFrom, ...rest } = before;
  const isSame = name === before.backbone;
  const from = trainFrom ?? (trainFrom === undefined && isSame ? keptFrom : undefined);
  const after: Settings = {
    ...rest,
    ...(change.backbone === undefined && range !== undefined ? { range } : {}),
    ...(isSame ? {} : { cut: [] }),
    ...(from === undefined ? {} : { trainFrom: from }),
    ...change,
    backbone: name,
  };
  const unknown = cuts && after.cut.find((cut) => !cuts.includes(cut));
  if (unknown !== undefined) throw invalidArgument('the cut', `among ${cuts?.join(', ')}`, unknown);
  if (after.trainFrom !== undefined && after.head !== 'softmax')
    throw invalidArgument('the head', 'softmax where the network is trained, too', after.head);
  return after;
}
