import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { childProgram, exited, nextMessage } from '../../test/child-program.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { acquireLock, tryLock } from './lock.ts';

const holdForever = `import { acquireLock } from '../src/storage/lock.ts';
  const lock = await acquireLock(process.argv[2] ?? '');
  process.send?.('held');
  process.on('message', async () => { await lock.release(); process.exit(0); });`;

describe('lock', () => {
  test('is held by one at a time, and given back by disposal', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'deep', 'x.lock');
    {
      await using lock = await tryLock(file);
      expect(lock).toBeDefined();
      expect(await tryLock(file)).toBeUndefined();
    }
    await expect(stat(file)).rejects.toThrow('ENOENT');
    const again = await tryLock(file);
    await again?.release();
    await again?.release();
  });

  test('waiting ends with LOCKED, naming the holder, or with the reason of the signal', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'x.lock');
    await using _held = await acquireLock(file);
    const message = expect.stringContaining(String(process.pid));
    await expect(acquireLock(file, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'LOCKED', file, message, hint: expect.any(String) });
    await expect(acquireLock(file, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('keeps processes apart, and passes on', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'x.lock');
    using program = childProgram('hold-lock.ts', holdForever);
    const child = program.start([file]);
    await nextMessage(child);
    expect(await tryLock(file)).toBeUndefined();
    const waiting = acquireLock(file, { timeoutMs: 10_000 });
    child.send('release');
    await (await waiting).release();
    await exited(child);
  });

  test('of a killed process is taken over at once', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'x.lock');
    using program = childProgram('hold-lock.ts', holdForever);
    const child = program.start([file]);
    await nextMessage(child);
    child.kill('SIGKILL');
    await exited(child);
    const begun = performance.now();
    await using _lock = await acquireLock(file);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test('of an earlier process with our own number is taken over; one of another machine only when it is old', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'x.lock');
    const ours = await acquireLock(file);
    const holder: { host: string; started: number } = JSON.parse(await readFile(file, 'utf8'));
    await ours.release();

    await writeFile(file, JSON.stringify({ ...holder, started: holder.started - 3_600_000 }));
    await (await tryLock(file))?.release();
    await expect(stat(file)).rejects.toThrow('ENOENT');

    for (const text of [JSON.stringify({ ...holder, host: 'ffffffff' }), '']) {
      await writeFile(file, text);
      expect(await tryLock(file)).toBeUndefined();
      const longAgo = new Date(Date.now() - 120_000);
      await utimes(file, longAgo, longAgo);
      const taken = await tryLock(file);
      expect(taken).toBeDefined();
      await taken?.release();
    }
  });

  test('many contenders for a dead lock: never two at once', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'x.lock');
    await writeFile(file, '');
    await utimes(file, new Date(0), new Date(0));
    let inside = 0;
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        await using _lock = await acquireLock(file);
        expect(++inside).toBe(1);
        await new Promise(setImmediate);
        inside--;
      }),
    );
  });
});
