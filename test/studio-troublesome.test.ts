import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { api } from '../src/studio/api.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { openTinyStudio } from './fixtures/studio-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Real files from the test suites of libvips, Pillow and sharp, each with its fault; not part of this repository. */
const folder = fileURLToPath(new URL('../../shared/datasets/troublesome/', import.meta.url));

function troublesomeFiles(): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

const files = troublesomeFiles();

test.skipIf(files.length === 0)(
  `${files.length} troublesome files (skipped where ../shared is not there): each is added, or refused with a reason and a hint; then it learns`,
  async () => {
    await using root = await temporaryFolder();
    await makeDataset(join(root.path, 'photos'), { classes: { plain: 12 }, size: 32 });
    await using open = await openTinyStudio(root.path, { autoTrain: true });
    const { client } = open;
    using events = await client.follow();
    const { id } = await client.ask(api.addClass, { body: { name: 'troublesome' } });
    const outcomes = { added: 0, already: 0, refused: 0 };
    // Several at a time, as when a folder is dropped.
    const waiting = files.values();
    const sendSome = async (): Promise<void> => {
      for (const path of waiting) {
        const name = basename(path);
        const { photos, already, refused } = await client.ask(api.addFile, { query: { class: id, name }, body: await readFile(path) });
        expect(photos.length + already + refused.length, path).toBe(1);
        outcomes.added += photos.length;
        outcomes.already += already;
        outcomes.refused += refused.length;
        for (const { problem } of refused) {
          expect(problem.code, path).toMatch(/^IMAGE_(UNREADABLE|TOO_LARGE)$/);
          expect(problem.message, path).toContain(name);
          expect(problem.message, path).not.toContain(root.path);
          expect(problem.hint, path).toMatch(/^[A-Z].*\.$/);
        }
      }
    };
    await Promise.all(Array.from({ length: 4 }, sendSome));
    expect(outcomes.added).toBeGreaterThan(70);
    expect(outcomes.refused).toBeGreaterThan(25);
    expect(await readdir(join(open.folder, 'troublesome'))).toHaveLength(outcomes.added);
    const { runs, photos } = await events.untilState(
      (state) => !state.stale && state.training.state === 'idle' && state.photos.length === 12 + outcomes.added && state.runs.length > 0,
    );
    expect(photos.filter(({ state }) => state !== 'ready')).toEqual([]); // what was believed can be read
    expect(runs[0]?.classes).toEqual([
      { name: 'plain', photos: 12 },
      { name: 'troublesome', photos: outcomes.added },
    ]);
    for (const { id: photo } of photos) {
      const small = await client.send(api.thumbnail, { query: { photo } });
      expect([photo, small.status, small.headers.get('content-type')]).toEqual([photo, 200, 'image/webp']);
      await small.body?.cancel();
    }
  },
);
