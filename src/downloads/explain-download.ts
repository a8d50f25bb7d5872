import { GraftError } from '../errors.ts';
import { systemCode } from '../storage/file-failure.ts';
import { shownUrl } from './shown-url.ts';

/** The error for a download that failed, in plain words; one that is in them already stays as it is. */
export function explainDownload(url: string, cause: unknown): unknown {
  if (cause instanceof GraftError) return cause;
  const code = systemCode(cause) ?? (cause instanceof Error && 'code' in cause ? String(cause.code) : undefined);
  const reason = reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
  return downloadFailed(url, reason, cause);
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no server of that name',
  EAI_AGAIN: 'the name of the server cannot be resolved now',
  ECONNREFUSED: 'the server does not answer',
  ECONNRESET: 'the connection broke',
  EHOSTUNREACH: 'there is no way to the server',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'the server does not answer',
};

/** The error for a download that failed for a reason that is known. */
export function downloadFailed(url: string, reason: string, cause?: unknown): GraftError {
  return new GraftError('DOWNLOAD_FAILED', `Could not download ${shownUrl(url)}: ${reason}.`, {
    hint: 'Check the address, and the network connection.',
    cause,
  });
}
