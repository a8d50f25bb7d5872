import type { Problem } from '../../src/studio/contract.ts';
import { Refusal } from '../api/refusal.ts';

/** Something that went wrong, as it is told: what the server said, or that the page itself is at fault. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}
