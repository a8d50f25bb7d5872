import { Worker } from 'node:worker_threads';

/** Whether this runs as TypeScript, in tests and from the repository; then what it starts does so, too. */
const fromSource = import.meta.url.endsWith('.ts');

/** A program of Graft's own: its file, and with which options Node runs it. */
export interface OwnProgram {
  readonly url: URL;
  readonly execArgv: string[];
}

/** @param program Its module's URL without the extension: `new URL('./session-child', import.meta.url)`. */
export function ownProgram(program: URL): OwnProgram {
  return {
    url: new URL(`${program.href}.${fromSource ? 'ts' : 'js'}`),
    execArgv: fromSource ? ['--import', 'tsx', '--conditions=graft-source'] : [],
  };
}

/** Starts a program of Graft's own as a thread of this process. */
export function startThread(program: URL): Worker {
  const { url } = ownProgram(program);
  // Not this process's own options: what Node was started with for a program on its command line is wrong for a file.
  if (!fromSource) return new Worker(url, { execArgv: [] });
  // Node 20 does not apply `--import` to a thread's own file.
  const [loader, file] = [import.meta.resolve('tsx/esm/api'), url.href].map((each) => JSON.stringify(each));
  return new Worker(`import(${loader}).then(({ register }) => { register(); return import(${file}); })`, { eval: true });
}
