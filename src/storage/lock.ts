import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraftError } from '../errors.ts';
import { systemCode, writeFailure } from './file-failure.ts';
import { processIsAlive } from './process-is-alive.ts';
import { hostTag, siblingPath } from './unfinished.ts';

/** A holder shows that it lives by touching the lock this often. */
const heartbeatMs = 10_000;

/** A lock not touched for this long is abandoned, whatever process number it names (numbers are reused). */
const staleAfterMs = 60_000;

/** How long {@link acquireLock} waits by default: a slow download may take minutes. */
const defaultTimeoutMs = 15 * 60_000;

/** When this process began, to tell it from an earlier one that had the same number (as in a restarted container). */
const processStart = Date.now() - process.uptime() * 1000;

/** A lock that is held; dispose of it to give it back. */
export interface Lock extends AsyncDisposable {
  /** Gives the lock back. A second call does nothing. */
  release(): Promise<void>;
}

/** How to wait for a lock. */
export interface LockOptions {
  /** @default 900000 (15 minutes) */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a lock file says about its holder. */
interface Holder {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  readonly started: number;
}

/**
 * Takes a lock if nobody holds it.
 *
 * @param file The lock file; its folder is made. Exclusive creation makes it a lock between processes.
 * @returns The lock, or undefined where someone else has it.
 * @throws DISK_FULL, WRITE_FAILED
 */
export async function tryLock(file: string): Promise<Lock | undefined> {
  const holder: Holder = { token: randomBytes(8).toString('hex'), host: hostTag, pid: process.pid, started: processStart };
  try {
    await mkdir(dirname(file), { recursive: true });
    if (await create(file, holder)) return held(file, holder);
    return (await breakStale(file)) && (await create(file, holder)) ? held(file, holder) : undefined;
  } catch (cause) {
    throw writeFailure(cause, file);
  }
}

/**
 * Takes a lock, waiting for whoever holds it. A holder that died is noticed, at once on the same machine.
 *
 * @throws LOCKED after the timeout; DISK_FULL, WRITE_FAILED
 */
export async function acquireLock(file: string, options: LockOptions = {}): Promise<Lock> {
  const { timeoutMs = defaultTimeoutMs, signal } = options;
  const deadline = performance.now() + timeoutMs;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 1.5, 500)) {
    signal?.throwIfAborted();
    const lock = await tryLock(file);
    if (lock !== undefined) return lock;
    if (performance.now() >= deadline) throw await lockedTooLong(file, timeoutMs);
    // The signal's own reason is thrown at the top of the loop, not the timer's AbortError.
    await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    await using handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(holder)); // seen empty in between, it is a lock whose age alone counts
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw cause;
  }
}

function held(file: string, holder: Holder): Lock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {}); // taken away: then the work is merely done twice
  }, heartbeatMs);
  heartbeat.unref();
  let releasing: Promise<void> | undefined;
  const release = (): Promise<void> => {
    clearInterval(heartbeat);
    releasing ??= readHolder(file).then(async (now) => {
      if (now?.token === holder.token) await unlink(file).catch(() => {});
    });
    return releasing;
  };
  return { release, [Symbol.asyncDispose]: release };
}

async function breakStale(file: string): Promise<boolean> {
  const stale = await readHolder(file);
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) return true; // given back meanwhile
  if (!isStale(stale, info.mtimeMs)) return false;
  // Of several that see the same dead lock, the rename succeeds for one. Should it have caught a lock that someone
  // took just now, that lock is put back.
  const aside = siblingPath(file, 'old');
  try {
    await rename(file, aside);
  } catch {
    return true;
  }
  const moved = await readHolder(aside);
  if (moved?.token !== stale?.token) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
  return true;
}

function isStale(holder: Holder | undefined, touched: number): boolean {
  if (Date.now() - touched > staleAfterMs) return true;
  if (holder === undefined || holder.host !== hostTag) return false;
  // Two seconds: threads of one process reckon its start apart, though not by much.
  if (holder.pid === process.pid) return Math.abs(holder.started - processStart) > 2000;
  return !processIsAlive(holder.pid);
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { token, host, pid, started } = parsed as Record<string, unknown>; // an object's fields, each checked below
    if (typeof token !== 'string' || typeof host !== 'string' || typeof pid !== 'number' || typeof started !== 'number') return undefined;
    return { token, host, pid, started };
  } catch {
    return undefined; // gone, or not ours: then only its age counts
  }
}

async function lockedTooLong(file: string, timeoutMs: number): Promise<GraftError> {
  const holder = await readHolder(file);
  const who = holder === undefined ? 'Another process' : `Process ${holder.pid}`;
  return new GraftError('LOCKED', `${who} has held ${file} for longer than ${Math.round(timeoutMs / 1000)} s.`, {
    hint: 'Wait for it to end, or end it; its lock is then given up by itself.',
    file,
  });
}
