import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { RequestEnvironment } from '../../server/server-context.ts';
import { eventsPath } from '../api.ts';
import { EventHub } from '../events/event-hub.ts';
import type { StudioContext } from '../studio-context.ts';
import { pageRoutes } from './page-routes.ts';

test('who asks for the events by HEAD is told what they are, and no stream is opened that nobody reads', async () => {
  using hub = new EventHub();
  const context = { hub } as StudioContext; // all that the route has need of for HEAD
  const app = new Hono<RequestEnvironment>();
  for (const { method, path, handle } of pageRoutes(context, new Map())) app.on(method, path, (request) => handle(request));
  const answer = await app.request(eventsPath, { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-type'), hub.listeners]).toEqual([200, 'text/event-stream; charset=utf-8', 0]);
});
