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
