import { GraftError } from '../errors.ts';
import type { Problem } from './contract.ts';

/** An error as the page shows it: in full, as who looks at the page is who started the program. */
export function problemOf(error: unknown): Problem {
  if (error instanceof GraftError) {
    const { code, message, hint } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }) };
  }
  return { code: 'INTERNAL', message: 'Studio met a fault of its own.', hint: 'The terminal that it was started in says more.' };
}
