import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { GraftError } from '../errors.ts';

/**
 * Finds a file that a network's file names, strictly within that one's folder: a stranger wrote the name.
 *
 * @param folder The folder of the network's file.
 * @param name The file's name as the network gives it.
 * @returns Its real path.
 * @throws `FORMAT_INVALID` for a name that leads elsewhere: absolute, with `..`, or a link out of the folder; `FILE_NOT_FOUND`
 */
export async function fileBeside(folder: string, name: string): Promise<string> {
  const parts = name.split(/[/\\]/);
  const isPlain = name !== '' && !name.includes('\0') && !isAbsolute(name) && !/^[a-z]:/i.test(name) && !parts.includes('..');
  if (!isPlain) throw leadsElsewhere(folder, name);
  const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, ...parts))]).catch((cause: unknown) => {
    throw new GraftError('FILE_NOT_FOUND', `The network's weights lie in "${shown(name)}", which is not beside it.`, {
      file: join(folder, ...parts),
      hint: 'Put the file there: it belongs to the network as much as the first one.',
      cause,
    });
  });
  const info = await stat(path);
  if (!path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`) || !info.isFile()) throw leadsElsewhere(folder, name);
  return path;
}

const shown = (name: string): string => name.slice(0, 200);

function leadsElsewhere(folder: string, name: string): GraftError {
  return new GraftError(
    'FORMAT_INVALID',
    `The network names a file outside its folder, or none: ${JSON.stringify(shown(name))}. Nothing of it was read.`,
    {
      file: folder,
      hint: 'A network that means well keeps its weights beside it; where you trust it, move the file there.',
    },
  );
}
