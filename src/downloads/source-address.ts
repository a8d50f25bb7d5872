import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invalidArgument } from '../errors.ts';
import { hubAddress, isCommit } from './hub-address.ts';

/** Where a file comes from, taken apart. */
export type SourceAddress =
  | {
      readonly scheme: 'npm';
      /** Name and exact version, such as `@scope/name@1.2.3`. */
      readonly package: string;
      /** The file's path inside the package, or a folder's. */
      readonly path: string;
    }
  | { readonly scheme: 'https'; readonly url: string }
  | {
      readonly scheme: 'hf';
      /** `owner/name`. */
      readonly repository: string;
      /** A commit. */
      readonly revision: string;
      readonly path: string;
    }
  | {
      readonly scheme: 'file';
      /** Absolute. */
      readonly path: string;
    };

/**
 * Takes a source apart: `npm:name@version/path/in/package`, `https://…` (or `http://…`),
 * `hf:owner/name@commit/path/in/repository`, `file:…`, or a plain path.
 *
 * @throws INVALID_ARGUMENT for any other scheme, for an npm source without an exact version or a path, and for one of the hub without a commit
 */
export function sourceAddress(source: string): SourceAddress {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(source)?.[1]?.toLowerCase(); // two letters at least: C: is a drive
  switch (scheme) {
    case undefined:
      if (source === '') throw invalidArgument('source', 'a path or an address', source);
      return { scheme: 'file', path: resolve(source) };
    case 'file':
      return { scheme: 'file', path: source.startsWith('file://') ? fileURLToPath(source) : resolve(source.slice('file:'.length)) };
    case 'http':
    case 'https':
      // http too: what is fetched is checked against a known hash.
      if (!URL.canParse(source)) throw invalidArgument('source', 'a whole address', source);
      return { scheme: 'https', url: source };
    case 'npm':
      return npmAddress(source);
    case 'hf':
      return hubFileAddress(source);
    default:
      throw invalidArgument('source', 'a path, or an address that begins with npm:, hf:, https: or file:', source);
  }
}

function npmAddress(source: string): SourceAddress {
  const match = /^npm:((?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*@\d+\.\d+\.\d+[a-z0-9-.+]*)\/(.+)$/i.exec(source);
  const [, name, path] = match ?? [];
  if (name === undefined || path === undefined || path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw invalidArgument('source', 'npm:name@version/path with an exact version and a path inside the package', source);
  }
  return { scheme: 'npm', package: name, path };
}

function hubFileAddress(source: string): SourceAddress {
  const { repository, revision, path } = hubAddress(source);
  if (isCommit(revision) && path !== undefined) return { scheme: 'hf', repository, revision, path };
  throw invalidArgument('source', 'hf:owner/name@commit/path with a whole commit and a file', source);
}
