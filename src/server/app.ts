import type { Hono } from 'hono';
import { dispatch } from './dispatch.ts';
import { healthRoutes } from './routes/health.ts';
import { modelRoutes } from './routes/models.ts';
import { openInferenceRoutes } from './routes/open-inference.ts';
import { pageRoutes } from './routes/page.ts';
import { predictRoutes } from './routes/predict.ts';
import type { RequestEnvironment, ServerContext } from './server-context.ts';

/** The server's routes, without the server. */
export function createApp(context: ServerContext): Hono<RequestEnvironment> {
  const routes = [
    ...pageRoutes(context),
    ...healthRoutes(context),
    ...modelRoutes(context),
    ...predictRoutes(context),
    ...openInferenceRoutes(context),
  ];
  return dispatch(routes, context);
}
