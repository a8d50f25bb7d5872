import * as v from 'valibot';
import { describe, GraftError } from '../errors.ts';
import { expectWithinBudget, type JsonBudget } from './json-budget.ts';

/** Where a client finds what the routes take. */
const apiHint = 'GET /openapi.json describes every request.';

/**
 * Parses what a client sent with a schema of the contract.
 *
 * @param what For the message: `The body`, `The query`.
 * @param hint What to do about it.
 * @throws `REQUEST_INVALID` that names the place and what came
 */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
  hint = apiHint,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  const place = where === null ? what : `${what} at ${where}`;
  throw new GraftError(
    'REQUEST_INVALID',
    `${place} is not what the route takes: expected ${issue.expected ?? 'something else'}. Received ${describe(issue.input)}.`,
    { hint },
  );
}

/**
 * Parses bytes as JSON.
 *
 * @param budget How much structure the route has use for; checked before anything is parsed.
 * @param hint What to do about it.
 * @throws `REQUEST_INVALID`, `BODY_TOO_LARGE`
 */
export function parseJson(bytes: Uint8Array, what: string, budget: JsonBudget, hint = apiHint): unknown {
  expectWithinBudget(bytes, budget, what);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new GraftError('REQUEST_INVALID', `${what} is not JSON.`, { hint, cause });
  }
}
