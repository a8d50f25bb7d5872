import * as v from 'valibot';
import { errorBody } from '../../src/server/contract.ts';
import type { AnswerOf, BodyOf, Call, QueryOf } from '../../src/studio/api.ts';
import { connection } from '../state/connection.ts';
import { addressOf } from './address-of.ts';
import { Refusal } from './refusal.ts';

/** What goes with a call: its query and its body, where it has them. Bytes may also be a file, which is sent from the disk. */
type Parts<Some extends Call> = (Some extends { query: object } ? { readonly query: QueryOf<Some> } : unknown) &
  (Some extends { body: 'bytes' }
    ? { readonly body: Uint8Array<ArrayBuffer> | Blob }
    : Some extends { body: object }
      ? { readonly body: BodyOf<Some> }
      : unknown);

/** A signal stops the request. */
type Options<Some extends Call> = Parts<Some> & { readonly signal?: AbortSignal | undefined };

/**
 * Asks the server: `await ask(api.addClass, { body: { name } })`.
 *
 * @throws {Refusal} where the server refuses or does not answer
 */
export async function ask<Some extends Call>(
  call: Some,
  ...[options]: unknown extends Parts<Some> ? [options?: Options<Some>] : [options: Options<Some>]
): Promise<AnswerOf<Some>> {
  // The table says which of them a call has; what is absent there is absent here.
  const { query, body, signal } = (options ?? {}) as { query?: QueryOf<Some>; body?: unknown; signal?: AbortSignal };
  const isBytes = body instanceof Blob || body instanceof Uint8Array;
  const response = await fetch(addressOf(call, query ?? ({} as QueryOf<Some>)), {
    method: call.method,
    signal: signal ?? null,
    ...(body === undefined
      ? {}
      : {
          // `instanceof` does not tell which buffer lies beneath; `Parts` does.
          body: isBytes ? (body as Blob | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
          headers: { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' },
        }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Refusal({ code: 'NO_ANSWER', message: 'The server does not answer.', hint: 'Is `graft studio` still running?' }, 0);
  });
  if (!response.ok) throw await readRefusal(response);
  if (call.answer === undefined) return undefined as AnswerOf<Some>; // the type of a call without an answer
  return v.parse(call.answer, await response.json()) as AnswerOf<Some>; // what that very schema gives
}

async function readRefusal(response: Response): Promise<Refusal> {
  if (response.status === 401) connection.value = 'refused';
  const body = v.safeParse(errorBody, await response.json().catch(() => undefined));
  const problem = body.success ? body.output.error : { code: 'INTERNAL', message: `The server answered with status ${response.status}.` };
  return new Refusal(problem, response.status);
}
