import { extname, join, parse } from 'node:path';
import type { DatasetSide } from './dataset.ts';
import { listFolder } from './list-folder.ts';
import { sideFolderNames } from './side-names.ts';
import { hasLabelColumn, type TableOptions } from './tables/read-table.ts';

/** A table in a folder, and what all its photos are for, where its place or name says so. */
export interface FolderTable {
  readonly file: string;
  readonly side: DatasetSide | undefined;
}

/** How a folder says what its photos show. */
export type FolderForm =
  | { readonly form: 'classes' }
  /** Tables that list photos: one for all, or one a side. */
  | { readonly form: 'tables'; readonly tables: readonly FolderTable[] }
  /** An archive for each class, as Teachable Machine saves samples. */
  | { readonly form: 'archives'; readonly archives: readonly string[] }
  /** All photos side by side, their names telling the class, as in Teachable Machine's projects. */
  | { readonly form: 'names'; readonly files: readonly string[] };

const tableName = /\.(csv|tsv|jsonl|ndjson)$/i;

/** Hugging Face's name for a table that lies with the photos it describes. */
const metadataName = /^metadata\.(csv|tsv|jsonl)$/i;

/** What stands in Teachable Machine's projects between the name of a class and the number of a photo. */
export const nameMark = '-!-';

/** What a look at a folder shows. */
interface Contents {
  readonly files: readonly string[];
  /** Folders for train, val and test; empty where the folder is not divided so. */
  readonly sides: readonly { readonly name: string; readonly side: DatasetSide; readonly files: readonly string[] }[];
  /** How many folders may be for classes. */
  readonly classFolders: number;
}

/**
 * Tells how a folder says what its photos show: by folders, a table in it, an archive a class, or the photos' names.
 *
 * A table called `metadata` with labels is one beside folders, too; any other only where there are no two folders for
 * classes.
 */
export async function folderForm(root: string, options: TableOptions & { readonly signal?: AbortSignal | undefined }): Promise<FolderForm> {
  const { files, sides, classFolders } = await look(root, options.signal);
  const here = (name: string, side?: DatasetSide): FolderTable => ({ file: join(root, name), side });

  const own = files.filter((name) => metadataName.test(name)).map((name) => here(name));
  const ofSides = sides.flatMap(({ name, side, files: inside }) =>
    inside.filter((file) => metadataName.test(file)).map((file) => here(join(name, file), side)),
  );
  const metadata = own.length > 0 ? own : ofSides;
  const [first] = metadata;
  if (first !== undefined && (classFolders < 2 || (await hasLabelColumn(first.file, options)))) return { form: 'tables', tables: metadata };
  if (classFolders >= 2) return { form: 'classes' };

  const tables = files.filter((name) => tableName.test(name));
  const bySide = tables.flatMap((name) => {
    const side = sideFolderNames[parse(name).name.toLowerCase()];
    return side === undefined ? [] : [here(name, side)];
  });
  const [only] = tables;
  if (only !== undefined && tables.length === 1) return { form: 'tables', tables: [here(only)] };
  if (bySide.length > 0) return { form: 'tables', tables: bySide };
  if (classFolders > 0 || sides.length > 0) return { form: 'classes' };

  const archives = files.filter((name) => extname(name).toLowerCase() === '.zip');
  if (archives.length > 0) return { form: 'archives', archives: archives.map((name) => join(root, name)) };
  const named = files.filter((name) => name.includes(nameMark));
  return named.length > 0 ? { form: 'names', files: named.map((name) => join(root, name)) } : { form: 'classes' };
}

async function look(root: string, signal: AbortSignal | undefined): Promise<Contents> {
  const entries = await listFolder(root, signal);
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const sides: Contents['sides'][number][] = [];
  const classes = new Set<string>();
  for (const name of folders) {
    const side = sideFolderNames[name.toLowerCase()];
    if (side === undefined) return { files, sides: [], classFolders: folders.length };
    const inside = await listFolder(join(root, name), signal);
    sides.push({ name, side, files: inside.filter((entry) => !entry.isDirectory()).map((entry) => entry.name) });
    for (const entry of inside) if (entry.isDirectory()) classes.add(entry.name);
  }
  return { files, sides, classFolders: classes.size };
}
