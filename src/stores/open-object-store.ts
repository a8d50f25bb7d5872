import { invalidArgument } from '../errors.ts';
import { FolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Opens a store by its address: a folder.
 *
 * @throws `INVALID_ARGUMENT` for an address of another kind
 */
export async function openObjectStore(address: string): Promise<ObjectStore> {
  const scheme = schemeOf(address);
  if (scheme === undefined) return new FolderStore(address);
  throw invalidArgument('the store', 'a folder', address);
}

/** `s3` of `s3://bucket/folder`; undefined for a path. */
function schemeOf(address: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
}
