import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { sessionKey } from './session-key.ts';

test('a cache that cannot be written is told as such', async () => {
  await using root = await temporaryFolder();
  const file = join(root.path, 'file');
  await writeFile(file, '');
  await expect(sessionKey('/photos', file)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
});
