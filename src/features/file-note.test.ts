import { rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { FeatureStore } from './feature-store.ts';
import { hadRested } from './file-note.ts';

/** Later than any file of a test was changed. */
const later = Date.now() + 3_600_000;

describe('known hashes', () => {
  test('a file is known until anything about it changes', async () => {
    await using folder = await temporaryFolder();
    await using store = await FeatureStore.open({ folder: join(folder.path, 'store') });
    const path = join(folder.path, 'photo.jpg');
    const look = async (): Promise<string | undefined> => store.knownHash(path, await stat(path, { bigint: true }));
    const note = async (text: string): Promise<void> => {
      await store.rememberHashes([{ path, stamp: await stat(path, { bigint: true }), stampedAtMs: later, sha256: sha256(text) }]);
    };
    await writeFile(path, 'one');
    expect(await look()).toBeUndefined();
    await note('one');
    expect(await look()).toBe(sha256('one'));
    expect(store.knownHash(`${path}.other`, await stat(path, { bigint: true }))).toBeUndefined();

    const { atime, mtime } = await stat(path);
    await writeFile(path, 'two');
    await utimes(path, atime, mtime); // the same length and, to the eye, the same date: its change time tells
    expect(await look()).toBeUndefined();

    await note('two');
    await writeFile(join(folder.path, 'new.jpg'), 'new');
    await rename(join(folder.path, 'new.jpg'), path);
    expect(await look()).toBeUndefined();
    expect((await store.stats()).files).toBe(1);
    await store.prune({ unusedSince: new Date(later + 1) });
    expect((await store.stats()).files).toBe(0);
  });

  test('a file that changed within two seconds before it was looked at is not noted', async () => {
    await using folder = await temporaryFolder();
    await using store = await FeatureStore.open({ folder: join(folder.path, 'store') });
    const path = join(folder.path, 'photo.jpg');
    await writeFile(path, 'one');
    const stamp = await stat(path, { bigint: true });
    await store.rememberHashes([{ path, stamp, stampedAtMs: Date.now(), sha256: sha256('one') }]);
    expect(store.knownHash(path, stamp)).toBeUndefined();
    const changedMs = Number(stamp.ctimeNs / 1_000_000n);
    const seen = (stampedAtMs: number): boolean => hadRested({ path, stamp, stampedAtMs, sha256: '' });
    expect([seen(changedMs + 1999), seen(changedMs + 2000)]).toEqual([false, true]);
  });
});
