import { basename, dirname, join, resolve } from 'node:path';

/** Where a model goes when nobody says: beside the folder that it was trained on, `./photos` -> `photos.graft`. */
export function modelFolderFor(data: string): string {
  const folder = resolve(data);
  const name = `${basename(folder) || 'model'}.graft`;
  return data === '' || resolve(data) === resolve('.') ? join(dirname(folder), name) : join(dirname(data), name);
}
