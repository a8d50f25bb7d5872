import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFailure } from '../../storage/file-failure.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';

const pattern = /^[\w-]{43}$/;

/** As old a key may become, in milliseconds, as the cookie that holds it: whoever got hold of one has it no longer than that. */
const longestMs = 30 * 24 * 3600 * 1000;

/**
 * The key that a project's pages are known by: kept in the user's cache for a month, readable by the user alone, so that pages that are open go
 * on when the server is started again.
 *
 * @throws `DISK_FULL`, `WRITE_FAILED`
 */
export async function sessionKey(project: string, cacheFolder: string): Promise<string> {
  const name = createHash('sha256').update(project).digest('hex').slice(0, 24);
  const file = join(cacheFolder, 'studio', `${name}.key`);
  const madeMs = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  const isFresh = Date.now() - madeMs < longestMs;
  const kept = isFresh ? await readFile(file, 'utf8').catch(() => undefined) : undefined; // the first time, or the cache was cleared
  if (kept !== undefined && pattern.test(kept)) return kept;
  const key = randomBytes(32).toString('base64url');
  try {
    await mkdir(dirname(file), { recursive: true });
    await chmod(dirname(file), 0o700); // before the key is there: a file is made for all to read
    await writeFileAtomically(file, key);
    await chmod(file, 0o600);
  } catch (cause) {
    throw writeFailure(cause, file);
  }
  return key;
}
