import { type ErrorCode, GraftError } from '../errors.ts';
import type { ToldError } from '../server/describe-error.ts';
import { errorStatus } from '../server/error-status.ts';
import { problemOf } from './problem-of.ts';

/** What a request to Studio can meet beside what one to `graft serve` can: it works on files, of whoever asks. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  FILE_NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  LOCKED: 409,
  ARCHIVE_LIMIT: 413,
  ARCHIVE_INVALID: 422,
  DATASET_INVALID: 422,
  UNKNOWN_BACKBONE: 422,
  UNKNOWN_CUT: 422,
  RANGE_UNKNOWN: 422,
  NETWORK_UNSUITABLE: 422,
  UNSUPPORTED_OPERATOR: 422,
  GRAPH_INVALID: 422,
  FORMAT_INVALID: 422,
  FORMAT_LIMIT: 422,
  CHECKSUM_MISMATCH: 422,
  DISK_FULL: 507,
};

/** An error as Studio answers it: in full, also where the fault lies with this machine, as who asks is who started the program. */
export function describeProblem(error: unknown): ToldError {
  const status = error instanceof GraftError ? (statuses[error.code] ?? errorStatus(error.code)) : 500;
  return { status, ...problemOf(error) };
}
