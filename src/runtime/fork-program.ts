import { type ChildProcess, fork } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a program of this package in a process of its own, to talk with it by messages: as TypeScript where this one runs so.
 *
 * @param beside `import.meta.url` of a file of the program's folder.
 * @param name The program's file, without its ending.
 */
export function forkProgram(beside: string, name: string): ChildProcess {
  const fromSource = beside.endsWith('.ts'); // in tests, and from the repository
  return fork(fileURLToPath(new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, beside)), [], {
    serialization: 'advanced', // typed arrays stay what they are
    execArgv: fromSource ? ['--import', 'tsx', '--conditions=graft-source'] : [],
    env: { ...env, GRAFT_TOKEN: undefined }, // it has no use for the server's secret
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}
