import { findBackbone } from '../../backbones/find-backbone.ts';
import { invalidArgument } from '../../errors.ts';
import type { Settings } from '../contract.ts';

/**
 * Settings with some of them changed. A backbone is one of the catalogue, or the file that Studio was started with: a page names no files. Another
 * backbone has other cuts, so that it begins with its own choice.
 *
 * @param own The file that Studio was started with.
 * @throws `UNKNOWN_BACKBONE`, `INVALID_ARGUMENT` for a cut that the backbone has no name for
 */
export function chooseSettings(before: Settings, change: Partial<Settings>, own: string | undefined): Settings {
  const other = change.backbone !== undefined && change.backbone !== before.backbone;
  const after = { ...before, ...(other ? { cut: [] } : {}), ...change };
  if (after.backbone === own) return after;
  const { name, cuts } = findBackbone(after.backbone);
  const unknown = after.cut.find((cut) => !Object.hasOwn(cuts, cut));
  if (unknown !== undefined) throw invalidArgument('the cut', `among ${Object.keys(cuts).join(', ')}`, unknown);
  return { ...after, backbone: name };
}
