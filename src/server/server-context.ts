import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Admission } from './admission.ts';
import type { ToldError } from './describe-error.ts';
import type { FetchPicture } from './fetch-picture.ts';
import type { Guard } from './guard.ts';
import type { ServerLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { ServedModels } from './served-models.ts';

/** What the routes work with. */
export interface ServerContext {
  readonly models: ServedModels;
  readonly limits: ServerLimits;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly guard: Guard;
  readonly log: Logger;
  /** Whether the page must ask for a token. */
  readonly asksToken: boolean;
  /** Fetches a picture by its address; undefined where that is not allowed. */
  readonly fetchPicture: FetchPicture | undefined;
  /** Whether the server is about to stop. */
  readonly isStopping: () => boolean;
}

/** What every route needs, whatever it does: who may ask, what is logged and counted, and whether the server stops. */
export interface DispatchContext extends Pick<ServerContext, 'guard' | 'log' | 'metrics' | 'admission' | 'isStopping'> {
  /** What a client is told of an error. @default `describeError`, which keeps the server's own faults to itself */
  readonly describe?: ((error: unknown) => ToldError) | undefined;
  /** What to do about a path that there is not. @default the description of the API */
  readonly unknownRouteHint?: string | undefined;
}

/** What Hono carries through a request. */
export interface RequestEnvironment {
  readonly Bindings: HttpBindings;
  readonly Variables: { requestId: string; log: Logger };
}

/** A request, as handlers get it. */
export type RequestContext = Context<RequestEnvironment>;

/** Answers a request. */
export type Handler = (request: RequestContext) => Response | Promise<Response>;

/** Something at a path. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether anybody may ask. @default false: who passes the guard */
  readonly open?: boolean;
  readonly handle: Handler;
}
