import { type ChildProcess, fork } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ownProgram } from './own-program.ts';

/**
 * Starts a program of Graft's own as a process beside this one; typed arrays go over as what they are.
 *
 * @param program Its module's URL without the extension: `new URL('./session-child', import.meta.url)`.
 * @throws What the system says where it has no room for another process.
 */
export function forkProgram(program: URL): ChildProcess {
  const { url, execArgv } = ownProgram(program);
  return fork(fileURLToPath(url), [], {
    serialization: 'advanced',
    execArgv,
    env: { ...env, GRAFT_TOKEN: undefined }, // it has no use for the server's secret
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}
