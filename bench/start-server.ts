import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A `graft serve` in a process of its own. */
export interface Served {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts it with one model, which goes by the name `bench`. @param options As on the command line */
export async function startServer(name: string, bundle: string, ...options: readonly string[]): Promise<Served> {
  const args = ['--import', 'tsx', '--conditions=graft-source', 'src/cli/main.ts', 'serve', `bench=${bundle}`, '--port', '0', ...options];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const record = JSON.parse(line) as { readonly msg: string; readonly url?: string }; // the server's log
    if (record.url === undefined) continue;
    child.stdout.resume();
    return { name, url: record.url, child };
  }
  throw new Error('The server did not start.');
}
