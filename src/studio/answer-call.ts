import { parseInput, parseJson } from '../server/parse-input.ts';
import { readBody } from '../server/read-body.ts';
import type { RequestContext, Route } from '../server/server-context.ts';
import type { AnswerOf, BodyOf, Call, QueryOf } from './api.ts';
import type { StudioContext } from './studio-context.ts';

/** What a handler is given of a request. */
export interface Asked<Some extends Call> {
  readonly query: QueryOf<Some>;
  readonly body: BodyOf<Some>;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly request: RequestContext;
}

/** What to do about a request that no page of this version sends. */
const reloadHint = 'Load the page again: it may be of another version of Graft than the server.';

/** JSON of Studio's calls: lists of ids at most, 40 bytes each. */
const maxJsonBytes = 8 * 2 ** 20;

/** How much structure Studio's JSON may have: the longest list of ids there may be. */
const jsonBudget = { members: 100, lists: 100, values: 100_100 } as const;

/** A request's query, parsed by the schema of its call. @throws `REQUEST_INVALID` */
export function queryOf<Some extends Call>(call: Some, { req }: RequestContext): QueryOf<Some> {
  const query = call.query === undefined ? {} : parseInput(call.query, req.query(), 'The query', reloadHint);
  return query as QueryOf<Some>; // the schema has just said so; TypeScript cannot follow one that is itself a parameter
}

/**
 * Registers one of Studio's calls: what comes is parsed by its schemas, what the handler gives is its answer.
 *
 * @param handle Gives what the call answers, or a response of its own for pictures and files.
 */
export function answerCall<Some extends Call>(
  { admission, limits }: Pick<StudioContext, 'admission' | 'limits'>,
  call: Some,
  handle: (asked: Asked<Some>) => Promise<AnswerOf<Some> | Response> | AnswerOf<Some> | Response,
): Route {
  return {
    method: call.method,
    path: call.path,
    handle: async (request) => {
      using _place = admission.request();
      using held = admission.body();
      const query = queryOf(call, request);
      const bytes =
        call.body === undefined
          ? undefined
          : await readBody(request.env.incoming, call.body === 'bytes' ? limits.maxBodyBytes : maxJsonBytes, held);
      const body =
        call.body === undefined || call.body === 'bytes'
          ? bytes
          : parseInput(call.body, parseJson(bytes ?? new Uint8Array(), 'The body', jsonBudget, reloadHint), 'The body', reloadHint);
      // The schema of the body has just said so, too.
      const answer = await handle({ query, body, signal: request.req.raw.signal, request } as Asked<Some>);
      if (answer instanceof Response) return answer;
      return Response.json(answer ?? {});
    },
  };
}
