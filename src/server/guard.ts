import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { GraftError } from '../errors.ts';
import { sameSecret } from './same-secret.ts';

/** What a header can carry as one word; as long as not to be guessed: 16 characters of base64 are 96 bits. */
const tokenPattern = /^[\x21-\x7e]{16,1000}$/;

/** Expects a token that requests can bring. @throws `INVALID_ARGUMENT`, which does not show it */
export function expectToken(token: string): void {
  if (tokenPattern.test(token)) return;
  throw new GraftError(
    'INVALID_ARGUMENT',
    `Expected a token of 16 to 1000 letters, digits and signs of ASCII, without spaces. Received one of ${token.length} characters${token.length < 16 ? '' : ', others among them'}.`,
    { hint: 'Make one with: openssl rand -base64 24' },
  );
}

/** The part of a request that says who asks. */
export interface AskingHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** Cookies, where a guard knows any. */
  readonly cookie?: string | undefined;
  /** `Sec-Fetch-Site`: what browsers say of the page that asks. */
  readonly site?: string | undefined;
}

/** Lets a request pass or throws. */
export type Guard = (headers: AskingHeaders) => void;

/**
 * For a server with a token: who has it may ask, from wherever.
 */
export function tokenGuard(token: string): Guard {
  return ({ authorization }) => {
    const [, given] = /^Bearer ([^\s]{1,1000})$/i.exec(authorization ?? '') ?? [];
    if (given !== undefined && sameSecret(given, token)) return;
    throw new GraftError('UNAUTHORIZED', given === undefined ? 'The server asks for a token.' : 'The token is not that of the server.', {
      hint: 'Send the header Authorization: Bearer <token>.',
    });
  };
}

/**
 * For a server without a token, which listens on this machine alone. What else can reach it is a web page in this machine's
 * browser: it would name a host of its own (DNS rebinding), or its own origin. Both are refused.
 *
 * @param names Further host names that the server goes by.
 * @param hint What to do about another host.
 */
export function loopbackGuard(
  names: readonly string[],
  hint = 'Ask for localhost; behind a proxy, allow its name with --allow-host (allowedHosts).',
): Guard {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  return ({ host, origin }) => {
    const name = hostName(host);
    if (name === undefined || !(isLoopback(name) || allowed.has(name))) {
      throw new GraftError('ORIGIN_REFUSED', `The server does not go by the name ${JSON.stringify((host ?? '').slice(0, 100))}.`, {
        hint,
      });
    }
    if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host?.toLowerCase())) {
      throw new GraftError('ORIGIN_REFUSED', 'The request comes from a page of another site.', {
        hint: 'Ask from a program, or from the page that the server has at /.',
      });
    }
  };
}

/** Whether an address or name is this machine's own, which nobody else reaches. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  if (isIPv4(host)) return loopback.check(host, 'ipv4');
  return isIPv6(host) && loopback.check(host, 'ipv6');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The name in a Host header, without port and brackets. */
function hostName(host: string | undefined): string | undefined {
  const [, v6, name] = /^(?:\[([^\]]+)\]|([^:/]+))(?::\d+)?$/.exec(host ?? '') ?? [];
  return (v6 ?? name)?.toLowerCase();
}
