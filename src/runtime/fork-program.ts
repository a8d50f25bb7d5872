import { type ChildProcess, fork } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Whether this runs as TypeScript, in tests and from the repository; then what it starts does so, too. */
const fromSource = import.meta.url.endsWith('.ts');

/**
 * Starts a program of Graft's own as a process beside this one; typed arrays go over as what they are.
 *
 * @param program Its module's URL without the extension: `new URL('./session-child', import.meta.url)`.
 * @throws What the system says where it has no room for another process.
 */
export function forkProgram(program: URL): ChildProcess {
  return fork(fileURLToPath(`${program.href}.${fromSource ? 'ts' : 'js'}`), [], {
    serialization: 'advanced',
    execArgv: fromSource ? ['--import', 'tsx', '--conditions=graft-source'] : [],
    env: { ...env, GRAFT_TOKEN: undefined }, // it has no use for the server's secret
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}
