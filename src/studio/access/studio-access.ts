import { randomBytes } from 'node:crypto';
import { GraftError } from '../../errors.ts';
import { type Guard, loopbackGuard } from '../../server/guard.ts';
import { sameSecret } from '../../server/same-secret.ts';

/** Addresses that were shown and not yet opened: more are not kept, the oldest ends. */
const mostTickets = 16;

/** A cookie lives so long, in seconds: a month of coming back to an open page. */
const cookieSeconds = 30 * 24 * 3600;

/**
 * Who may use Studio: whoever opened an address with a one-time token, which the terminal shows, and has since brought the cookie that it was
 * exchanged for.
 *
 * What else reaches a port of this machine is refused: other machines cannot connect; other web pages are told by Origin, Sec-Fetch-Site and the
 * cookie's SameSite; names that were made to lead here (DNS rebinding) by Host; other users of the machine have no cookie.
 */
export class StudioAccess {
  readonly #key: string;
  readonly #cookieName: string;
  /** Lets requests pass that name this machine. For the page itself, which holds nothing secret. */
  readonly guardHost: Guard = loopbackGuard([], 'Open the address that the terminal shows.');
  #tickets: string[] = [];

  /** @param port Of the server: cookies are shared by all ports of a host, so that the name tells servers apart. */
  constructor(key: string, port: number) {
    this.#key = key;
    this.#cookieName = `graft-studio-${port}`;
  }

  /** A token for one opening of the page. */
  newTicket(): string {
    const ticket = randomBytes(24).toString('base64url');
    this.#tickets = [...this.#tickets, ticket].slice(-mostTickets);
    return ticket;
  }

  /** Exchanges a token for the cookie, once. @returns the Set-Cookie header; undefined where the token is none or was used */
  redeem(ticket: string): string | undefined {
    const found = this.#tickets.find((one) => sameSecret(one, ticket));
    if (found === undefined) return undefined;
    this.#tickets = this.#tickets.filter((one) => one !== found);
    return `${this.#cookieName}=${this.#key}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${cookieSeconds}`;
  }

  /** Lets requests pass that come from this machine's browser, from Studio's own page or an address that was typed. */
  readonly guardOrigin: Guard = (headers) => {
    this.guardHost(headers);
    const { site } = headers;
    if (site === undefined || site === 'same-origin' || site === 'none') return;
    throw new GraftError('ORIGIN_REFUSED', 'The request comes from a page of another site.', { hint: 'Use Studio by its own page.' });
  };

  /** The same, and the cookie. */
  readonly guard: Guard = (headers) => {
    this.guardOrigin(headers);
    const given = cookieOf(headers.cookie ?? '', this.#cookieName);
    if (given !== undefined && sameSecret(given, this.#key)) return;
    throw new GraftError('UNAUTHORIZED', 'This page has no access to Studio, or has it no more.', {
      hint: 'Open the address that the terminal shows; pressing Enter there shows a new one.',
    });
  };
}

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}
