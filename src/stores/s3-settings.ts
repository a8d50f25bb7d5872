import { invalidArgument } from '../errors.ts';
import type { Environment } from '../storage/cache-folder.ts';

/** Where object storage is, and as whom it is asked. */
export interface S3Settings {
  readonly region: string;
  /** A server of the user's own, or of another provider; undefined for Amazon's. */
  readonly endpoint: URL | undefined;
  /** Undefined where there are none: requests go unsigned, as public buckets take them. */
  readonly credentials: S3Credentials | undefined;
}

/** A key, and what proves it. Never part of a message, a plan or a job. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/**
 * Reads the environment variables that AWS's own tools go by: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION
 * or AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.
 *
 * @throws `INVALID_ARGUMENT` for half of a pair of keys, and for an endpoint that is no address
 */
export function s3Settings(environment: Environment = process.env): S3Settings {
  const get = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  const [accessKeyId, secretAccessKey] = [get('AWS_ACCESS_KEY_ID'), get('AWS_SECRET_ACCESS_KEY')];
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    throw invalidArgument('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', 'set both, or neither', 'one of them');
  const region = get('AWS_REGION', 'AWS_DEFAULT_REGION') ?? 'us-east-1';
  if (!/^[a-z0-9-]{1,64}$/i.test(region)) throw invalidArgument('AWS_REGION', 'the name of a region, such as eu-central-1', region);
  return {
    region,
    endpoint: endpointOf(get('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL')),
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, sessionToken: get('AWS_SESSION_TOKEN') },
  };
}

function endpointOf(address: string | undefined): URL | undefined {
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '') return url;
  throw invalidArgument('AWS_ENDPOINT_URL', 'an address such as https://s3.example.com', address.replace(/\/\/[^/]*@/, '//'));
}
