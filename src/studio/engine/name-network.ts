import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBackbone } from '../../backbones/find-backbone.ts';
import { findHubRecord } from '../../backbones/hub-catalogue.ts';
import type { NetworkChoice } from '../network-contract.ts';

/** A network as the settings have it. */
export interface NamedNetwork extends Pick<NetworkChoice, 'name' | 'origin'> {
  /** Where it can be cut; undefined where only the network itself can tell. */
  readonly cuts: readonly string[] | undefined;
}

/**
 * A network by the name that it goes by in the settings: the catalogue's, `hf:owner/name`, or the whole path of a file or folder.
 *
 * @throws `UNKNOWN_BACKBONE` for a name that is in no catalogue
 */
export function nameNetwork(given: string): NamedNetwork {
  if (given.startsWith('hf:')) return { name: given, origin: 'own', cuts: undefined };
  if (/[/\\.]/.test(given)) return { name: wholePath(given), origin: 'own', cuts: undefined };
  const hub = findHubRecord(given);
  if (hub !== undefined) return { name: hub.name, origin: 'hub', cuts: undefined };
  const { name, cuts } = findBackbone(given);
  return { name, origin: 'catalogue', cuts: Object.keys(cuts) };
}

/** A path that means the same wherever Studio is started, `~` being the user's home as shells have it. */
function wholePath(given: string): string {
  return /^~[/\\]/.test(given) ? join(homedir(), given.slice(2)) : resolve(given);
}
