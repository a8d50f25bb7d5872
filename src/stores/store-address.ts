import { invalidArgument } from '../errors.ts';

/** Where a store is: a folder by its path, or by an address. */
export type StoreAddress =
  | { readonly kind: 'folder'; readonly folder: string }
  /** A bucket and what the names of all its files begin with: empty, or ending in `/`. */
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'web'; readonly url: URL };

/** S3's rules for names of buckets, those for general purpose: docs.aws.amazon.com, "General purpose bucket naming rules". */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The bytes of UTF-8 that S3 lets a name have. */
const mostNameBytes = 1024;

/** Whether a place is told by an address, such as `s3://bucket/folder`, rather than by a path. */
export const isStoreAddress = (place: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(place);

/**
 * Takes a store's address apart.
 *
 * @throws `INVALID_ARGUMENT` for an address of another kind, or one with a password or a query in it: it goes into plans and queues.
 */
export function storeAddress(address: string): StoreAddress {
  if (!isStoreAddress(address)) return { kind: 'folder', folder: address };
  const [, scheme = '', rest = ''] = /^([^:]+):\/\/(.*)$/s.exec(address) ?? [];
  switch (scheme.toLowerCase()) {
    case 's3': {
      const [, bucket = '', path = ''] = /^([^/]*)\/?(.*)$/s.exec(rest) ?? [];
      const prefix = path.replace(/\/+$/, '');
      if (!bucketName.test(bucket) || (prefix !== '' && !isPlainName(prefix))) break;
      return { kind: 's3', bucket, prefix: prefix === '' ? '' : `${prefix}/` };
    }
    case 'http':
    case 'https': {
      if (!URL.canParse(address)) break;
      const url = new URL(address);
      if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') break;
      if (!url.pathname.endsWith('/')) url.pathname += '/';
      return { kind: 'web', url };
    }
  }
  throw invalidArgument(
    'the store',
    'a folder, s3://bucket/folder, or https://host/folder without password and query',
    address.replace(/\/\/[^/]*@/, '//').replace(/[?#].*$/s, ''),
    'Credentials belong into the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  );
}

/**
 * Whether a name leads to one file of a store and nowhere else: parts that are neither empty nor `.` or `..`, no control characters.
 * Addresses with other parts are changed by every HTTP client before they are sent.
 */
export function isPlainName(name: string): boolean {
  return (
    Buffer.byteLength(name) <= mostNameBytes &&
    !/[\p{Cc}\\]/u.test(name) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

/** @throws `INVALID_ARGUMENT` for a name that is no {@link isPlainName} */
export function expectPlainName(name: string): void {
  if (!isPlainName(name)) throw invalidArgument('the name', 'a path inside the store', name);
}
