import { GraftError } from '../errors.ts';
import { systemCode, writeFailure } from '../storage/file-failure.ts';

/** What npm's codes mean for somebody who never asked for npm: a reason and what to do. */
const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  E401: ['the registry asks for a login', 'Log in with `npm login`, or correct the token in your .npmrc.'],
  E403: [
    'the registry refused',
    'Your registry or proxy does not give out this package: ask whoever keeps it, or use another with `npm config set registry`.',
  ],
  E404: ['the registry does not have it', 'Check which registry `npm config get registry` names: it must mirror the public one.'],
  ETARGET: [
    'the registry does not have that version',
    'Check which registry `npm config get registry` names: it must mirror the public one.',
  ],
  ENOTCACHED: ['npm is set to work offline and has no copy', "Unset npm's `offline` (`npm config delete offline`) and try again."],
  ENOTFOUND: ["the registry's name cannot be resolved", "Check the network connection, and npm's `registry` and `proxy` settings."],
  EAI_AGAIN: ["the registry's name cannot be resolved", "Check the network connection, and npm's `registry` and `proxy` settings."],
  ECONNREFUSED: ['the registry or proxy does not answer', "Check the network connection, and npm's `registry` and `proxy` settings."],
  SELF_SIGNED_CERT_IN_CHAIN: ["the registry's certificate is not trusted", "Point npm's `cafile` at your organisation's certificate."],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    "the registry's certificate is not trusted",
    "Point npm's `cafile` at your organisation's certificate.",
  ],
};

/** The local file system's own refusals, as npm's cache or our writing meets them. */
const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR']);

/** The error to throw for a failure in fetching a package: DOWNLOAD_FAILED, CHECKSUM_MISMATCH, or what it was already. */
export function npmFailure(cause: unknown, spec: string): unknown {
  if (cause instanceof GraftError || !(cause instanceof Error)) return cause;
  if (cause instanceof TypeError || cause instanceof RangeError) return cause; // a fault of ours, not of the network
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  if (code === 'EINTEGRITY' || code === 'Z_DATA_ERROR' || code === 'TAR_BAD_ARCHIVE') {
    return new GraftError('CHECKSUM_MISMATCH', `What came as the npm package ${spec} is not that package: its checksum differs.`, {
      hint: 'Try again; if it happens again, a proxy or mirror on the way changes it.',
      cause,
    });
  }
  if (code !== undefined && diskCodes.has(code) && systemCode(cause) !== undefined) {
    const path = 'path' in cause && typeof cause.path === 'string' ? cause.path : "npm's cache";
    return writeFailure(cause, path);
  }
  // Only the code: npm's own messages carry addresses, and addresses may carry passwords.
  const [reason, hint] = reasons[code ?? ''] ?? [code ?? 'the transfer broke off', 'Check the network connection and try again.'];
  return new GraftError('DOWNLOAD_FAILED', `Could not fetch the npm package ${spec}: ${reason}.`, { hint, cause });
}
