import type { Problem } from '../../src/studio/contract.ts';

/** An answer of the server that is no success, in the server's own words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;
  /** The HTTP status; 0 where there was no answer at all. */
  readonly status: number;

  constructor(problem: Problem, status: number) {
    super(problem.message);
    this.problem = problem;
    this.status = status;
  }
}
