import { rm } from 'node:fs/promises';
import { writeFailure } from './file-failure.ts';

/**
 * Removes a file, or a folder with all in it; one that is not there is no failure.
 *
 * @throws WRITE_FAILED
 */
export async function remove(path: string): Promise<void> {
  try {
    // Windows holds on to files for a moment after they are closed; the retries wait for that.
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch (cause) {
    throw writeFailure(cause, path);
  }
}
