import { FolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import { storeAddress } from './store-address.ts';

/**
 * Opens a store by its address: a folder; `s3://bucket/folder`, asked as the environment says (see `s3Settings`); or
 * `https://host/folder`.
 *
 * @throws `INVALID_ARGUMENT` for an address of another kind
 */
export async function openObjectStore(address: string): Promise<ObjectStore> {
  const place = storeAddress(address);
  if (place.kind === 'folder') return new FolderStore(place.folder);
  if (place.kind === 'web') return new (await import('./web-store.ts')).WebStore(place.url);
  const [{ S3Store }, { s3Settings }] = await Promise.all([import('./s3-store.ts'), import('./s3-settings.ts')]);
  return new S3Store(place, s3Settings());
}
