import type { LookupAddress } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { GraftError } from '../errors.ts';
import { version } from '../version.ts';
import { isPublicAddress } from './public-address.ts';
import { shownUrl } from './shown-url.ts';

/** Browsers follow 20; lists of photos have addresses that lead on once or twice. */
const maxRedirects = 5;

/** How addresses may be fetched from. */
export interface CheckedRequestsOptions {
  /** Which IP addresses may be connected to. @default {@link isPublicAddress} */
  readonly allows?: ((address: string) => boolean) | undefined;
  /** Connections to one server at a time. @default 8 */
  readonly connections?: number | undefined;
  /** Resolves a host's name. @default the operating system's way */
  readonly resolve?: ((hostname: string) => Promise<readonly LookupAddress[]>) | undefined;
}

/**
 * Makes HTTP requests to addresses that a stranger may have written, by default only to places on the public internet.
 *
 * What is checked is the IP address that the connection is made to: a name is resolved once, the answer is checked, and
 * the connection goes to just that (so that a name that resolves otherwise the next time gains nothing); the same at each
 * redirect. Connections that are kept open were checked when they were made. Proxies are not used: they would resolve
 * names by themselves.
 */
export class CheckedRequests implements Disposable {
  readonly #options: CheckedRequestsOptions;
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent };

  constructor(options: CheckedRequestsOptions = {}) {
    this.#options = options;
    const settings = { keepAlive: true, maxSockets: options.connections ?? 8, lookup: this.#lookup };
    this.#agents = { http: new HttpAgent(settings), https: new HttpsAgent(settings) };
  }

  /**
   * Asks for what an address gives, following redirects.
   *
   * @returns The response, whose body is to be read or destroyed.
   * @throws `ADDRESS_REFUSED`; `DOWNLOAD_FAILED` for redirects that lead nowhere; what Node throws for a failed connection
   */
  async get(address: string, signal: AbortSignal): Promise<IncomingMessage> {
    let url = parseAddress(address);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await this.#once(url, signal);
      const { statusCode = 0, headers } = response;
      if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return response;
      response.destroy();
      url = parseAddress(headers.location, url);
    }
    throw new GraftError('DOWNLOAD_FAILED', `Could not download ${shownUrl(address)}: it leads on more than ${maxRedirects} times.`, {
      hint: 'Give the address that the last one leads to.',
    });
  }

  /** Closes the connections that are kept open. */
  [Symbol.dispose](): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  async #once(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0) this.#expectAllowed(host, host); // then no name is resolved
    const headers = { accept: 'image/*,*/*;q=0.5', 'accept-encoding': 'identity', 'user-agent': `graft-ml/${version}` };
    return await new Promise((resolve, reject) => {
      const request =
        url.protocol === 'https:'
          ? httpsGet(url, { agent: this.#agents.https, headers, signal }, resolve)
          : httpGet(url, { agent: this.#agents.http, headers, signal }, resolve);
      request.on('error', reject);
    });
  }

  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    const { resolve = (name: string) => lookUp(name, { all: true }) } = this.#options;
    resolve(hostname).then(
      (found) => {
        const wanted = found.filter(({ family }) => !options.family || options.family === family);
        const allowed = wanted.filter(({ address }) => this.#isAllowed(address));
        const [first] = allowed;
        if (first === undefined) callback(refused(hostname, wanted[0]?.address), '', 0);
        else if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error(String(cause)), '', 0),
    );
  };

  #isAllowed(address: string): boolean {
    const { allows = isPublicAddress } = this.#options;
    return allows(address);
  }

  #expectAllowed(host: string, address: string): void {
    if (!this.#isAllowed(address)) throw refused(host, address);
  }
}

function parseAddress(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new GraftError('ADDRESS_REFUSED', `${JSON.stringify(address.slice(0, 200))} is no address on the web.`, {
    hint: 'Give addresses that begin with https:// or http://.',
  });
}

function refused(host: string, address: string | undefined): GraftError {
  const where = address === undefined || address === host ? '' : ` (${address})`;
  return new GraftError('ADDRESS_REFUSED', `Refused to fetch from ${host}${where}: it is not a place on the public internet.`, {
    hint: 'Where the list of addresses is your own, allow it with --allow-private-addresses (allowPrivateAddresses).',
  });
}
