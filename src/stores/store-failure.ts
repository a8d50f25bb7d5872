import { GraftError } from '../errors.ts';

/** What a server's refusal is called for people, by HTTP's status. */
const reasons: Readonly<Record<number, string>> = {
  301: 'the bucket is in another region, or the address leads on to another one',
  307: 'the address leads on to another one',
  400: 'the server does not understand the question',
  401: 'the server wants credentials',
  403: 'the credentials do not allow it',
  404: 'it is not there',
  405: 'the server takes no such request',
  413: 'it is too large for the server',
  429: 'the server is asked too often',
  503: 'the server is too busy',
  507: 'the server has no room left',
};

/** What a refusal says: its status, and the code that S3 gives beside it. */
export interface Refusal {
  readonly status: number;
  /** `AccessDenied`, `NoSuchBucket`, …; undefined for servers that give none. */
  readonly code?: string | undefined;
}

/** A refusal in words: `the credentials do not allow it (403 AccessDenied)`. */
function describeRefusal({ status, code }: Refusal): string {
  const words = reasons[status] ?? (status >= 500 ? 'the server failed' : 'the server refused');
  return `${words} (${code === undefined ? status : `${status} ${code}`})`;
}

const hints: Readonly<Record<number, string>> = {
  301: 'Set AWS_REGION to the region of the bucket, or give the address that this one leads on to.',
  307: 'Give the address that this one leads on to.',
  401: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  403: 'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, what they allow, and the clock of this machine.',
  405: 'A store on a web server must take PUT requests to be written to; training needs none.',
};

/** The error for a file that cannot be read from a server. */
export function storeReadFailure(file: string, refusal: Refusal | string, cause?: unknown): GraftError {
  const [why, hint] = typeof refusal === 'string' ? [refusal, undefined] : [describeRefusal(refusal), hints[refusal.status]];
  if (typeof refusal !== 'string' && refusal.status === 404) {
    const what = refusal.code === 'NoSuchBucket' ? `There is no bucket for ${file}` : `There is no file ${file}`;
    return new GraftError('FILE_NOT_FOUND', `${what}.`, { file, hint: 'Check the address.' });
  }
  if (typeof refusal !== 'string' && refusal.status === 412)
    return new GraftError('CHECKSUM_MISMATCH', `${file} is not what it was any more.`, {
      file,
      hint: 'Run graft features again: it plans the shards of changed photos anew.',
    });
  return new GraftError('DOWNLOAD_FAILED', `Could not read ${file}: ${why}.`, {
    file,
    hint: hint ?? 'Check the address, AWS_ENDPOINT_URL, and the network connection.',
    cause,
  });
}

/** The error for a file that cannot be written to a server. */
export function storeWriteFailure(file: string, refusal: Refusal | string, cause?: unknown): GraftError {
  if (typeof refusal !== 'string' && refusal.status === 507)
    return new GraftError('DISK_FULL', `No room left on the server to write ${file}.`, { file, hint: 'Free some room there.' });
  const [why, hint] = typeof refusal === 'string' ? [refusal, undefined] : [describeRefusal(refusal), hints[refusal.status]];
  return new GraftError('WRITE_FAILED', `Could not write ${file}: ${why}.`, {
    file,
    hint: hint ?? 'Check the address, AWS_ENDPOINT_URL, and the network connection.',
    cause,
  });
}

/** Why a server could not be asked; `fetch` says it in the error underneath. */
export function reasonOf(cause: unknown): string {
  const under = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return under instanceof Error ? under.message || under.name : String(under);
}
