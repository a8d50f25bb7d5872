import { watch } from 'node:fs';
import { sep } from 'node:path';
import type { Logger } from 'pino';
import type { Project } from './project.ts';

/** After the last sign of a change, the folder is looked at; so long, in milliseconds, as a copied folder is one change. */
const quietMs = 300;

/** Looks at a project's folder when other programs change it; until it is disposed of. Where the system cannot tell of changes, the log says so. */
export function watchFolder(project: Project, log: Logger): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    project.rescan().catch((err: unknown) => log.warn({ err }, 'the folder could not be looked at'));
  };
  const told = (_event: string, name: string | null): void => {
    if (name?.split(sep).some((part) => part.startsWith('.'))) return; // hidden ones take no part, Studio's own among them
    clearTimeout(timer);
    timer = setTimeout(look, quietMs);
  };
  try {
    const watcher = watch(project.folder, { recursive: true }, told);
    watcher.on('error', (err) => log.warn({ err }, 'changes by other programs are not seen any more'));
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        watcher.close();
      },
    };
  } catch (err) {
    log.warn({ err }, 'changes by other programs are not seen');
    return { [Symbol.dispose]: () => {} };
  }
}
