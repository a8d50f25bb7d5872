import { GraftError } from '../errors.ts';
import { systemCode } from '../storage/file-failure.ts';
import { version } from '../version.ts';
import type { HubAddress } from './hub-address.ts';
import type { HubSettings } from './hub-settings.ts';

/** How long the hub may be silent. */
const idleTimeoutMs = 30_000;

/** What every question to the hub goes along with. */
export interface HubQuestion {
  readonly hubUrl: string;
  readonly fetch: typeof fetch;
  readonly accessToken?: string;
}

/**
 * Asks the hub something through its npm package, and says in plain words what went wrong.
 *
 * The token goes to the hub alone: `fetch` drops it where a redirect leads to another host, as the hub's do for large files.
 *
 * @throws `UNKNOWN_BACKBONE` where there is no such repository, revision or file, `DOWNLOAD_FAILED` for all else
 */
export async function askHub<Answer>(
  address: HubAddress,
  { settings, signal }: { readonly settings: HubSettings; readonly signal?: AbortSignal | undefined },
  ask: (question: HubQuestion, heard: () => void) => Promise<Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  if (settings.offline) throw failed(address, 'HF_HUB_OFFLINE is set, and it is not here', 'Unset HF_HUB_OFFLINE once, to fetch it.');
  const idle = new AbortController();
  const silence = setTimeout(() => idle.abort(new Error('the hub does not answer')), idleTimeoutMs);
  let refusal: { readonly status: number; readonly code: string | null } | undefined;
  const stopped = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]);
  const heard = (): void => void silence.refresh();
  const question: HubQuestion = {
    hubUrl: settings.endpoint,
    fetch: async (resource, init) => {
      const headers = new Headers(init?.headers);
      headers.set('user-agent', `graft-ml/${version}`);
      const response = await fetch(resource, { ...init, headers, signal: stopped });
      heard();
      if (!response.ok) refusal = { status: response.status, code: response.headers.get('x-error-code') };
      return response;
    },
    ...(settings.token === undefined ? {} : { accessToken: settings.token }),
  };
  try {
    return await ask(question, heard);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof GraftError) throw cause;
    throw explain(address, settings, refusal, cause);
  } finally {
    clearTimeout(silence);
  }
}

function explain(
  address: HubAddress,
  settings: HubSettings,
  refusal: { readonly status: number; readonly code: string | null } | undefined,
  cause: unknown,
): GraftError {
  const { repository, revision, path } = address;
  const page = `${settings.endpoint}/${repository}`;
  const text = cause instanceof Error ? cause.message : String(cause);
  const unknown = (message: string, hint: string): GraftError => new GraftError('UNKNOWN_BACKBONE', message, { hint, cause });
  switch (refusal?.code) {
    case 'GatedRepo':
      return failed(
        address,
        'its owner asks who wants it',
        `Accept its conditions at ${page}, then set HF_TOKEN to a token of yours.`,
        cause,
      );
    case 'RevisionNotFound':
      return unknown(
        `The repository ${repository} has no revision ${JSON.stringify(revision ?? 'main')}.`,
        `See ${page}/commits for those that there are.`,
      );
    case 'EntryNotFound':
      return unknown(
        `The repository ${repository} has no file "${path ?? ''}" in its revision ${revision ?? 'main'}.`,
        `See ${page}/tree/${revision ?? 'main'} for those that there are.`,
      );
  }
  const status = refusal?.status;
  if (status === 401 && settings.token !== undefined && /invalid|expired|credentials/i.test(text))
    return failed(
      address,
      'the hub does not know the token',
      'Set HF_TOKEN to a token of yours that is still good, or unset it for what is public.',
      cause,
    );
  if (refusal?.code === 'RepoNotFound' || status === 404 || status === 401) {
    const hint =
      settings.token === undefined
        ? 'Check its name; for one that is private, set HF_TOKEN.'
        : 'Check its name, and that your HF_TOKEN may read it.';
    return unknown(`The hub has no model "${repository}", or none that it shows to you.`, hint);
  }
  if (status === 403) return failed(address, 'the hub refused', `See ${page}: it may ask for its conditions to be accepted.`, cause);
  if (status === 429)
    return failed(address, 'the hub has had too many questions', 'Wait a while; with HF_TOKEN set, it allows more.', cause);
  if (status !== undefined) return failed(address, `the hub answered with status ${status}`, 'Try again later.', cause);
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = systemCode(inner) ?? (inner instanceof Error && 'code' in inner ? String(inner.code) : undefined);
  const reason = code === undefined ? (inner instanceof Error ? inner.message : String(inner)) : (reasons[code] ?? code);
  return failed(
    address,
    reason,
    `Check the network connection; ${new URL(settings.endpoint).host} must be reachable, or a mirror named by HF_ENDPOINT.`,
    cause,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "the hub's name cannot be resolved",
  EAI_AGAIN: "the hub's name cannot be resolved",
  ECONNREFUSED: 'the hub does not answer',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'the hub does not answer',
  ETIMEDOUT: 'the hub does not answer',
};

function failed({ repository, path }: HubAddress, reason: string, hint: string, cause?: unknown): GraftError {
  return new GraftError(
    'DOWNLOAD_FAILED',
    `Could not fetch ${path === undefined ? '' : `${path} of `}${repository} from the Hugging Face hub: ${reason}.`,
    { hint, cause },
  );
}
