import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Route } from '../server/server-context.ts';
import { remove } from '../storage/remove.ts';
import { queryOf } from './answer-call.ts';
import type { AnswerOf, Call, QueryOf } from './api.ts';
import { harmlessName } from './project/harmless-name.ts';
import { type ReceivedFile, receiveFile } from './receive-file.ts';
import type { StudioContext } from './studio-context.ts';

/** A call that brings a file, and says what it is called. */
type FileCall = Extract<Call, { body?: unknown }> & { readonly body: 'bytes' };

/** What a handler is given. */
interface AskedWithFile<Some extends Call> {
  readonly query: QueryOf<Some>;
  readonly file: ReceivedFile;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Registers a call that brings a photo or an archive; an archive lies in a folder of its own, which is removed when it is answered. */
export function answerFile<Some extends FileCall>(
  { admission, limits, project }: StudioContext,
  call: Some,
  nameOf: (query: QueryOf<Some>) => string,
  handle: (asked: AskedWithFile<Some>) => Promise<AnswerOf<Some>>,
): Route {
  return {
    method: call.method,
    path: call.path,
    handle: async (request) => {
      using _place = admission.request();
      using held = admission.body();
      const query = queryOf(call, request);
      const work = join(project.places.incoming, randomUUID());
      try {
        const archive = join(work, harmlessName(nameOf(query)) || 'archive');
        const file = await receiveFile(request.env.incoming, { maxBytes: limits.maxBodyBytes, held, archive });
        return Response.json(await handle({ query, file, signal: request.req.raw.signal }));
      } finally {
        await remove(work);
      }
    },
  };
}
