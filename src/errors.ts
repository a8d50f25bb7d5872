/**
 * Every way in which Graft can refuse, as data.
 *
 * A code is for programs (the command line maps it to an exit code), the message says what happened, to which file,
 * and ends in "Received …" where a value was wrong; the hint says what to do.
 *
 * @module
 */

/** What each code means. The keys are the closed set of codes; `docs/errors.md` is generated from this record. */
export const errorCodes = {
  INVALID_ARGUMENT: 'An option or argument has the wrong type or value.',
  ABORTED: 'The caller cancelled the work.',
  FILE_NOT_FOUND: 'A file or folder does not exist.',
  FILE_UNREADABLE: 'A file or folder exists but could not be read.',
  DISK_FULL: 'There is no room left to write.',
  WRITE_FAILED: 'A file could not be written.',
  ALREADY_EXISTS: 'Something that is not ours stands where the output should go.',
  LOCKED: 'Another process holds a lock for too long.',
  IMAGE_UNREADABLE: 'A picture is corrupt, truncated, empty or of an unsupported format. Trying again will not help.',
  IMAGE_TOO_LARGE: 'A picture has more pixels than the limit.',
  SOUND_UNREADABLE: 'A sound is corrupt, empty or of a form that is not decoded. Trying again will not help.',
  SOUND_TOO_LONG: 'A sound lasts longer, or its file is larger, than a stated limit allows.',
  DATASET_EMPTY: 'A dataset holds no pictures, or a class holds none.',
  DATASET_ONE_CLASS: 'A dataset holds a single class; a classifier needs two.',
  DATASET_TOO_SMALL: 'A class has too few pictures for what was asked.',
  DATASET_INVALID: 'A dataset has labels that cannot be used together.',
  DATASET_LEAKS: 'Copies of a photo are both among those to learn from and among those to measure with.',
  ARCHIVE_INVALID: 'A zip or tar file is damaged, encrypted, or holds names that no archive of photos has.',
  ARCHIVE_LIMIT: 'A zip or tar file unpacks to more than a stated limit allows.',
  UNKNOWN_BACKBONE: 'No backbone of that name is in the catalogue.',
  UNKNOWN_SAMPLES: 'No sample dataset of that name is in the catalogue.',
  UNKNOWN_CUT: 'The backbone has no layer of that name to cut at.',
  DOWNLOAD_FAILED: 'A download did not succeed. Trying again may help.',
  ADDRESS_REFUSED: 'An address leads into a private network, or to no place on the internet.',
  CHECKSUM_MISMATCH: 'A file is not the one the catalogue describes.',
  FORMAT_INVALID: 'A model file is damaged or is not of the format it should be.',
  FORMAT_LIMIT: 'A model file asks for more than a stated limit allows.',
  UNSUPPORTED_OPERATOR: 'A network uses an operator, or a form of one, that the converter does not know.',
  GRAPH_INVALID: 'A network graph is inconsistent.',
  NETWORK_UNSUITABLE: "A network is none that Graft can take photos' features from: it reads no photo, or has no place to cut.",
  RANGE_UNKNOWN: 'Nothing tells how a network wants its pixels scaled; it has to be said.',
  SHAPE_MISMATCH: 'A tensor has another shape than it must have.',
  MODEL_DAMAGED: 'A trained model is incomplete or its files do not match their checksums.',
  MODEL_TOO_NEW: 'A trained model was made by a newer version of Graft.',
  MODEL_INCAPABLE: 'A trained model was made without what is asked of it.',
  EXPORT_STRAYS: 'What was exported does not predict what the model predicts, and was not written.',
  TRAINING_DIVERGED: 'A training took steps that were too large: its loss is no number any more.',
  RUNTIME_FAILED: 'ONNX Runtime could not load or run a network, or a process that does such work ended.',
  DEVICE_UNAVAILABLE: 'The device that a network is to run on is not there, or does not work.',
  REQUEST_INVALID: 'A request to the server is not what the route takes: its JSON, its form, a tensor, a header.',
  BODY_TOO_LARGE: 'A request to the server brings more bytes or more pictures than a stated limit allows.',
  BODY_UNSUPPORTED: 'A request to the server brings its pictures in a form that the route does not take.',
  UNAUTHORIZED: "A request lacks the server's token, or brings another one.",
  ORIGIN_REFUSED: "A request comes from another site's page, or names a host that the server does not go by.",
  UNKNOWN_ROUTE: 'The server has nothing at that path.',
  METHOD_REFUSED: 'The server has something at that path, but not for that HTTP method.',
  UNKNOWN_MODEL: 'The server has no model of that name, or not in that version.',
  OVERLOADED: 'The server has as much to do as it takes on. Trying again after a while helps.',
  TIMED_OUT: 'A request took longer than the server gives it.',
  STOPPING: 'The server is about to stop and takes no new work.',
  LISTEN_FAILED: 'The server cannot listen at that address and port.',
  QUEUE_UNREACHABLE: 'Redis or Valkey, where the queue of shards is, does not answer. Trying again may help.',
  SHARDS_MISSING: 'A store does not have all shards of its features yet.',
  STORE_DAMAGED: 'The feature store could not be read.',
  INTERNAL: 'A fault in Graft itself.',
} as const;

/** One of the codes a {@link GraftError} can carry. */
export type ErrorCode = keyof typeof errorCodes;

/** What an error may say beside its message. */
export interface GraftErrorOptions {
  /** What to do about it: one sentence, imperative. */
  readonly hint?: string;
  /** The file or folder it happened to. */
  readonly file?: string;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** The one error class of Graft: a code for programs, a sentence for people, a hint for what to do. */
export class GraftError extends Error {
  override readonly name = 'GraftError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly file: string | undefined;

  constructor(code: ErrorCode, message: string, options: GraftErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.file = options.file;
  }
}

/**
 * The error for an argument that is not what it must be: the same sentence everywhere.
 *
 * @param name The argument's name as the caller wrote it, such as `options.epochs` or `--epochs`.
 * @param expected What it must be, such as `a whole number of at least 1`.
 * @param received The value that came instead.
 */
export function invalidArgument(name: string, expected: string, received: unknown, hint?: string): GraftError {
  const message = `Expected ${name} to be ${expected}. Received ${describe(received)}.`;
  return new GraftError('INVALID_ARGUMENT', message, hint === undefined ? {} : { hint });
}

/** A short picture of a value for the end of an error message: its text where it is short, its type always. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string')
    return value.length <= 80 ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, 77))}… of ${value.length} characters`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return `${value} (a ${typeof value})`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return `an object of type ${value.constructor?.name ?? 'Object'}`;
  return `a ${typeof value}`;
}
