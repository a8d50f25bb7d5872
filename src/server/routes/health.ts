import { GraftError } from '../../errors.ts';
import type { Route, ServerContext } from '../server-context.ts';

/** Whether the server lives, and whether it takes work. Open to all: probes have no token, and learn nothing else. */
export function healthRoutes({ isStopping, metrics }: ServerContext): readonly Route[] {
  const expectReady = (): void => {
    if (isStopping()) throw new GraftError('STOPPING', 'The server is about to stop.', { hint: 'Ask another one.' });
  };
  return [
    {
      method: 'GET',
      path: '/health',
      open: true,
      handle: () => {
        expectReady();
        return Response.json({ status: 'ok' });
      },
    },
    { method: 'GET', path: '/v2/health/live', open: true, handle: () => Response.json({ live: true }) },
    {
      method: 'GET',
      path: '/v2/health/ready',
      open: true,
      handle: () => {
        expectReady();
        return Response.json({ ready: true });
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      handle: async () => new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } }),
    },
  ];
}
