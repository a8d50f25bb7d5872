import { openapi } from '../openapi.ts';
import { recordingWorklet } from '../page-assets.ts';
import { pagePolicy, renderPage } from '../render-page.ts';
import type { Route, ServerContext } from '../server-context.ts';

/** For people: the page, and the description that clients are made from. */
export function pageRoutes({ asksToken, limits, guard }: ServerContext): readonly Route[] {
  const page = renderPage({ asksToken });
  const description = JSON.stringify(openapi(limits, asksToken));
  return [
    {
      method: 'GET',
      path: '/',
      open: true, // a browser brings no token when it opens a page; there is nothing secret on it
      handle: ({ req }) => {
        if (!asksToken) guard({ host: req.header('host'), origin: req.header('origin'), authorization: undefined });
        return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy } });
      },
    },
    {
      method: 'GET',
      path: '/recording-worklet.js',
      open: true, // the page's own, which a browser fetches without a token
      handle: () => new Response(recordingWorklet, { headers: { 'content-type': 'text/javascript; charset=utf-8' } }),
    },
    { method: 'GET', path: '/openapi.json', handle: () => new Response(description, { headers: { 'content-type': 'application/json' } }) },
  ];
}
