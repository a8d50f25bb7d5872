import { sep } from 'node:path';
import type { Logger } from 'pino';
import type { Project } from './project.ts';
import { type WatchedTree, watchTree } from './watch-tree.ts';

/** After the last sign of a change, the folder is looked at; so long, in milliseconds, as a copied folder is one change. */
const quietMs = 300;

/** Where the signs go on, as a program writes and writes, it is looked at so often all the same. */
const longestMs = 2000;

/** Looks at a project's folder when other programs change it; until it is disposed of. Where the system cannot tell of changes, the log says so. */
export function watchFolder(project: Project, log: Logger): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let firstMs = 0;
  let tree: WatchedTree | undefined;
  const look = (): void => {
    timer = undefined;
    try {
      tree?.refresh(); // before the look: what changes in a new folder after it is told of
    } catch (err) {
      log.warn({ err }, 'changes by other programs in new folders are not seen');
    }
    project.rescan().catch((err: unknown) => log.warn({ err }, 'the folder could not be looked at'));
  };
  const told = (name: string | null): void => {
    if (name?.split(sep).some((part) => part.startsWith('.'))) return; // hidden ones take no part, Studio's own among them
    const now = performance.now();
    if (timer === undefined) firstMs = now;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(quietMs, firstMs + longestMs - now)));
  };
  try {
    tree = watchTree(project.folder, told, (err) => log.warn({ err }, 'changes by other programs are not seen any more'));
  } catch (err) {
    log.warn({ err }, 'changes by other programs are not seen');
  }
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      tree?.[Symbol.dispose]();
    },
  };
}
