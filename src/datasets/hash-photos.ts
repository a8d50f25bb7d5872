import { GraftError } from '../errors.ts';
import { sha256File } from '../storage/sha256-file.ts';
import { mapAhead } from '../tasks/map-ahead.ts';

/** Files that are read at a time: disks answer several questions faster than one after the other. */
const readsAhead = 8;

/** What happens while photos are hashed. */
export interface HashPhotosEvent {
  readonly type: 'hash';
  readonly done: number;
  readonly total: number;
}

/** A file's content hash, or why it cannot be read. */
export type HashedPhoto = { readonly sha256: string } | { readonly error: GraftError };

/**
 * Hashes photos' files: the SHA-256 of each, in their order. The cost is reading them all.
 *
 * @throws the signal's reason
 */
export async function* hashPhotos(
  files: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<HashPhotosEvent, HashedPhoto[], void> {
  const { signal } = options;
  const hash = async (file: string): Promise<HashedPhoto> => {
    try {
      return { sha256: (await sha256File(file, { signal })).sha256 };
    } catch (error) {
      if (error instanceof GraftError) return { error };
      throw error;
    }
  };
  const hashed: HashedPhoto[] = [];
  let spokeAt = 0;
  for await (const each of mapAhead(files, hash, { ahead: readsAhead, signal })) {
    hashed.push(each);
    if (performance.now() - spokeAt < 100) continue;
    spokeAt = performance.now();
    yield { type: 'hash', done: hashed.length, total: files.length };
  }
  return hashed;
}
