import { execFileSync } from 'node:child_process';
import process from 'node:process';

/** The ids of the processes that this one has started and whose command holds a text. */
export function childProcesses(text: string): readonly number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(process.pid), '-f', text], { encoding: 'utf8' });
    return found.trim().split('\n').map(Number);
  } catch {
    return []; // pgrep says so with its status
  }
}
