import { showToast } from '../state/toasts.ts';
import { words } from '../words/words.ts';

/** A file that was dropped or chosen, with the folders that it lay in, the outermost first. */
export interface FoundFile {
  readonly folders: readonly string[];
  readonly file: File;
}

/** Files that systems put into folders and that nobody means to add. */
const systemFiles = /^(\.|thumbs\.db$|desktop\.ini$)/i;

/** Folders in folders beyond this depth are not looked into: no collection of photos is that deep, a mistaken drop of a disk is. */
const deepest = 8;

/** More files than this are not taken at a time: the browser would hold a handle for each. */
const mostFiles = 20_000;

/** All that a drop brought, folders looked into. It must be called while the event is handled: later the list is empty. */
export function readDropped(transfer: DataTransfer): Promise<readonly FoundFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return Promise.resolve(readChosen(transfer.files));
  return readEntries(entries);
}

async function readEntries(entries: readonly FileSystemEntry[]): Promise<readonly FoundFile[]> {
  const gathered: Gathered = { found: [], isCut: false };
  for (const entry of entries) await gather(entry, [], gathered);
  if (gathered.isCut) tellLimit();
  return gathered.found;
}

/** What a field for files or for a folder has, or a paste brought. */
export function readChosen(files: Iterable<File>): readonly FoundFile[] {
  const meant = [...files].filter(({ name }) => !systemFiles.test(name));
  if (meant.length > mostFiles) tellLimit();
  return meant.slice(0, mostFiles).map((file) => ({ folders: file.webkitRelativePath.split('/').slice(0, -1), file }));
}

/** What was found so far, and whether some of it was left out for a limit. */
interface Gathered {
  readonly found: FoundFile[];
  isCut: boolean;
}

/** Says that not all was taken. */
function tellLimit(): void {
  showToast({ text: words.value.collect.limit(mostFiles, deepest), tone: 'fault' });
}

async function gather(entry: FileSystemEntry, folders: readonly string[], gathered: Gathered): Promise<void> {
  if (systemFiles.test(entry.name)) return;
  if (folders.length > deepest || gathered.found.length >= mostFiles) {
    gathered.isCut = true;
    return;
  }
  if (isFile(entry)) {
    const file = await new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));
    if (file !== undefined) gathered.found.push({ folders, file });
  } else if (isFolder(entry)) {
    for (const child of await listFolder(entry)) await gather(child, [...folders, entry.name], gathered);
  }
}

/** A reader gives some entries at a time (100 in Chromium), and none when it is through. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name));
    all.push(...some);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
