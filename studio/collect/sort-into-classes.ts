import type { FoundFile } from './dropped-files.ts';

/** Where found files belong when no class was named for them. */
export interface Sorted {
  /** By the folder that each lies in. */
  readonly byFolder: ReadonlyMap<string, readonly File[]>;
  /** Zip files: the server makes classes of their folders. */
  readonly archives: readonly File[];
  /** Photos that lie in no folder: somebody must say what they show. */
  readonly loose: readonly File[];
}

const isArchive = ({ name, type }: Pick<File, 'name' | 'type'>): boolean => /\.zip$/i.test(name) || type === 'application/zip';

/** Every photo to the class that its innermost folder is named for, as in a folder of folders; what lies in none is told apart. */
export function sortIntoClasses(found: readonly FoundFile[]): Sorted {
  const byFolder = new Map<string, File[]>();
  const archives: File[] = [];
  const loose: File[] = [];
  for (const { folders, file } of found) {
    const folder = folders.at(-1);
    if (isArchive(file)) archives.push(file);
    else if (folder === undefined) loose.push(file);
    else {
      const files = byFolder.get(folder);
      if (files === undefined) byFolder.set(folder, [file]);
      else files.push(file);
    }
  }
  return { byFolder, archives, loose };
}
