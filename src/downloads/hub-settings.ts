import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { invalidArgument } from '../errors.ts';
import type { Environment } from '../storage/cache-folder.ts';

/** How the Hugging Face hub is reached: the variables that its own programs read, too. */
export interface HubSettings {
  /** `HF_ENDPOINT`. @default 'https://huggingface.co' */
  readonly endpoint: string;
  /** `HF_TOKEN`, or what `hf auth login` wrote to `HF_HOME/token`. */
  readonly token: string | undefined;
  /** `HF_HUB_OFFLINE`: nothing may be asked of the hub. */
  readonly offline: boolean;
  /** `HF_HUB_CACHE`, or `HF_HOME/hub`: where the hub's other programs keep files; read here, never written. */
  readonly cache: string;
}

/** @throws `INVALID_ARGUMENT` where HF_ENDPOINT is no address */
export async function hubSettings(environment: Environment = process.env): Promise<HubSettings> {
  const set = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const home = set('HF_HOME') ?? join(set('XDG_CACHE_HOME') ?? join(environment['HOME'] ?? homedir(), '.cache'), 'huggingface');
  const endpoint = set('HF_ENDPOINT') ?? 'https://huggingface.co';
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    throw invalidArgument('HF_ENDPOINT', 'an address that begins with https:// or http://', endpoint);
  const kept = await readFile(set('HF_TOKEN_PATH') ?? join(home, 'token'), 'utf8').catch(() => '');
  const token = (set('HF_TOKEN') ?? set('HUGGING_FACE_HUB_TOKEN') ?? kept).trim();
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    token: token === '' ? undefined : token,
    offline: /^(1|on|yes|true)$/i.test(set('HF_HUB_OFFLINE') ?? ''),
    cache: set('HF_HUB_CACHE') ?? set('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
  };
}
