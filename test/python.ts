import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The system's own Python: the one that a system's packages (`python3-numpy` and so on) install into. */
const systemPython = '/usr/bin/python3';

/**
 * The Python that can import some modules, or a sentence on what is missing, for `skip`.
 *
 * @example const python = pythonWith('numpy'); if ('missing' in python) skip(python.missing);
 */
export function pythonWith(
  ...modules: readonly string[]
): { readonly run: (program: string, ...args: string[]) => string } | { readonly missing: string } {
  const run = (program: string, ...args: string[]): string => {
    const { status, stdout, stderr, error } = spawnSync(systemPython, ['-c', program, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Python failed: ${error?.message ?? stderr}`);
    return stdout;
  };
  if (!existsSync(systemPython)) return { missing: `there is no ${systemPython}` };
  const absent = modules.filter((name) => spawnSync(systemPython, ['-c', `import ${name}`]).status !== 0);
  return absent.length === 0 ? { run } : { missing: `${systemPython} has no ${absent.join(', ')}` };
}
