import type { Environment } from '../storage/cache-folder.ts';
import type { SourceAddress } from './source-address.ts';

/** One file to fetch, and where to put it. */
export interface WantedFile<Address extends SourceAddress = SourceAddress> {
  readonly address: Address;
  /** What the file must hold; checked in full by the caller, used here to stop early. */
  readonly sha256: string;
  readonly bytes: number;
  /** Of a file in an npm package: the tarball's integrity and size. */
  readonly package?: { readonly integrity: string; readonly bytes: number } | undefined;
  /** Where to write it. Not a final place: it may be left half-written, and one left from an earlier attempt may be gone on with. */
  readonly target: string;
}

/** Circumstances of a fetch. */
export interface SourceOptions {
  readonly signal?: AbortSignal | undefined;
  /** Environment variables, for npm's configuration. @default process.env */
  readonly environment?: Environment | undefined;
}
