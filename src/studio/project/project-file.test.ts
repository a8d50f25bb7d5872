import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { defaultSettings, readProjectFile, writeProjectFile } from './project-file.ts';

test('a new project begins with what is usual; what is written is read again', async () => {
  await using root = await temporaryFolder();
  const file = join(root.path, 'studio.json');
  expect(await readProjectFile(file)).toEqual({ version: 1, classes: [], settings: defaultSettings, kept: {} });
  const content = {
    version: 1 as const,
    classes: [{ name: '猫', colour: '#112233' }],
    settings: defaultSettings,
    kept: { ab: ['猫', '犬'] },
  };
  await writeProjectFile(file, content);
  expect(await readProjectFile(file)).toEqual(content);
});

test('what earlier versions wrote of photos that were found right is read', async () => {
  await using root = await temporaryFolder();
  const file = join(root.path, 'studio.json');
  await writeFile(file, JSON.stringify({ version: 1, classes: [], settings: defaultSettings, kept: { ab: '猫' } }));
  expect((await readProjectFile(file)).kept).toEqual({ ab: ['猫'] });
});

test.each([
  ['nothing', ''],
  ['half of it', '{"version":1,"classes":[{"na'],
  ['another version', '{"version":2}'],
  ['a colour that is none', JSON.stringify({ version: 1, classes: [{ name: 'a', colour: 'red' }], settings: defaultSettings, kept: {} })],
  ['zeros, as a disk leaves them after a power cut', '\0'.repeat(500)],
])('a file that holds %s is refused, named, and left as it is', async (_what, text) => {
  await using root = await temporaryFolder();
  const file = join(root.path, 'studio.json');
  await writeFile(file, text);
  await expect(readProjectFile(file)).rejects.toMatchObject({
    code: 'DATASET_INVALID',
    file,
    hint: expect.stringContaining('Move it away'),
  });
  expect(await readFile(file, 'utf8')).toBe(text);
});
