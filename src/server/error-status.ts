import type { ErrorCode } from '../errors.ts';

/** The HTTP status of each code that a request can meet; all others are faults of the server's own: 500. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  INVALID_ARGUMENT: 400,
  REQUEST_INVALID: 400,
  UNAUTHORIZED: 401,
  ORIGIN_REFUSED: 403,
  UNKNOWN_ROUTE: 404,
  UNKNOWN_MODEL: 404,
  METHOD_REFUSED: 405,
  BODY_TOO_LARGE: 413,
  IMAGE_TOO_LARGE: 413,
  SOUND_TOO_LONG: 413,
  BODY_UNSUPPORTED: 415,
  IMAGE_UNREADABLE: 422,
  SOUND_UNREADABLE: 422,
  DATASET_INVALID: 422,
  ADDRESS_REFUSED: 422,
  DOWNLOAD_FAILED: 422,
  MODEL_INCAPABLE: 422,
  OVERLOADED: 503,
  TIMED_OUT: 503,
  STOPPING: 503,
};

/** The one place that maps error codes to HTTP status. */
export function errorStatus(code: ErrorCode): number {
  return statuses[code] ?? 500;
}
