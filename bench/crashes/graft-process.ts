import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const killer = pathToFileURL(fileURLToPath(new URL('./kill-at-call.mjs', import.meta.url))).href;

/** A process that was left alone so long after its parent's death does not end by itself. */
const orphansMs = 15_000;

/** When a run is killed: after so many milliseconds, or right before a call to the file system. */
export type Moment = { readonly afterMs: number } | { readonly atCall: number };

/** How a run of `graft` ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

/** Starts `graft` in a world: a folder with a cache and a folder for temporary files of its own. */
export function startGraft(world: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, ['--import', killer, main, ...args], {
    cwd: world,
    detached: true, // a group of its own, so that what it leaves running is seen
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GRAFT_CACHE_DIR: join(world, 'cache'), TMPDIR: join(world, 'tmp'), ...env },
  });
}

/** Runs `graft` to its end, or to its death at a moment. */
export async function runGraft(world: string, args: readonly string[], moment?: Moment): Promise<Ended> {
  const started = performance.now();
  const child = startGraft(world, args, moment !== undefined && 'atCall' in moment ? { CRASH_AT: String(moment.atCall) } : {});
  const killing = moment !== undefined && 'afterMs' in moment ? setTimeout(() => child.kill('SIGKILL'), moment.afterMs) : undefined;
  const ended = await endOf(child);
  clearTimeout(killing);
  return { ...ended, milliseconds: performance.now() - started };
}

/** Runs `graft` undisturbed: how long it takes, and how often it calls the file system. */
export async function measureGraft(world: string, args: readonly string[]): Promise<{ readonly ended: Ended; readonly calls: number }> {
  const started = performance.now();
  const file = join(world, 'tmp', 'calls');
  const ended = await endOf(startGraft(world, args, { CRASH_COUNT: file }));
  return { ended: { ...ended, milliseconds: performance.now() - started }, calls: Number(await readFile(file, 'utf8')) };
}

/** Waits for the end of a process, and of those that it started. @throws where one of these goes on */
export async function endOf(child: ChildProcess): Promise<Omit<Ended, 'milliseconds'>> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text) => (out += text));
  child.stderr?.on('data', (text) => (err += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.once('exit', (...how) => done(how)));
  await untilGroupEnded(child.pid ?? 0);
  return { code, signal, out, err };
}

async function untilGroupEnded(group: number): Promise<void> {
  const deadline = performance.now() + orphansMs;
  while (groupLives(group)) {
    if (performance.now() > deadline) {
      process.kill(-group, 'SIGKILL');
      throw new Error(`A process that graft had started still ran ${orphansMs / 1000} s after graft was killed.`);
    }
    await sleep(10);
  }
}

function groupLives(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}
