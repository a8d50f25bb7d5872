import type { Problem } from '../../src/studio/contract.ts';
import { words } from './words.ts';

/** What went wrong and what to do about it: in the language of the page where it knows that code, else in the server's words. */
export function describeProblem({ code, message, hint }: Problem): { readonly message: string; readonly hint: string | undefined } {
  const known = words.value.problems[code];
  return known === undefined ? { message, hint } : { message: known.message, hint: known.hint ?? hint };
}
