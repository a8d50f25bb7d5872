import { GraftError } from '../../errors.ts';
import type { Guard } from '../../server/guard.ts';
import type { RequestContext, Route } from '../../server/server-context.ts';
import { eventsPath } from '../api.ts';
import { describeState } from '../describe-state.ts';
import { eventsType } from '../events/event-hub.ts';
import type { PageFile } from '../page-files.ts';
import type { StudioContext } from '../studio-context.ts';

/** What the page may do: run its own scripts, show photos of this server and of its own, ask this server, use the camera and the microphone. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What is named by its content never changes. */
const forever = 'private, max-age=31536000, immutable';

/** The page, its files, the exchange of a token, and the event stream. */
export function pageRoutes(context: StudioContext, files: ReadonlyMap<string, PageFile>): readonly Route[] {
  const { access, hub } = context;
  const assets = [...files].filter(([path]) => path !== '/index.html');
  return [
    // The page itself holds nothing secret, so that who has no access is told what to do by it.
    { method: 'GET', path: '/', open: true, handle: (request) => openPage(context, files, request) },
    ...assets.map(
      ([path, file]): Route => ({
        method: 'GET',
        path,
        open: true,
        handle: (request) => {
          guarded(access.guardOrigin, request);
          return send(file, request, { 'cache-control': path.startsWith('/assets/') ? forever : 'no-store' });
        },
      }),
    ),
    {
      method: 'GET',
      path: eventsPath,
      handle: ({ req, env }) => {
        if (req.method === 'HEAD') return new Response(null, { headers: { 'content-type': eventsType } }); // else nobody would end the stream
        return hub.listen(
          () => ({ type: 'state', state: describeState(context) }),
          () => env.outgoing.destroy(),
        );
      },
    },
  ];
}

function openPage({ access }: StudioContext, files: ReadonlyMap<string, PageFile>, request: RequestContext): Response {
  guarded(access.guardHost, request);
  const ticket = request.req.query('token');
  if (ticket !== undefined) {
    const cookie = access.redeem(ticket);
    // Back to the address without the token, so that it stands in no bookmark; a token that was used leads there as well.
    return new Response(null, { status: 303, headers: { location: '/', ...(cookie === undefined ? {} : { 'set-cookie': cookie }) } });
  }
  const page = files.get('/index.html');
  if (page === undefined) throw new GraftError('INTERNAL', 'The page has no index.html.');
  return send(page, request, { 'content-security-policy': pagePolicy, 'permissions-policy': 'camera=(self), microphone=(self)' });
}

function guarded(guard: Guard, { req }: RequestContext): void {
  guard({
    host: req.header('host'),
    origin: req.header('origin'),
    authorization: undefined,
    site: req.header('sec-fetch-site'),
  });
}

function send({ bytes, compressed, type }: PageFile, { req }: RequestContext, headers: Readonly<Record<string, string>>): Response {
  const squeezed = compressed !== undefined && /\bbr\b/.test(req.header('accept-encoding') ?? '');
  return new Response(squeezed ? compressed : bytes, {
    headers: { 'content-type': type, vary: 'accept-encoding', ...(squeezed ? { 'content-encoding': 'br' } : {}), ...headers },
  });
}
