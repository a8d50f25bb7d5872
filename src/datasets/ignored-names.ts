/** What operating systems and programs leave in folders, in lower case; none of it is the user's. */
const leftovers: ReadonlySet<string> = new Set([
  '__macosx', // macOS's archives
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  'system volume information',
  'icon\r', // macOS's folder icons
  'lost+found',
  '@eadir', // Synology's thumbnails
  '#recycle',
]);

/** Whether a file is one that an operating system keeps beside others and makes again as it needs it: nothing is lost with it. */
export function isLeftover(name: string): boolean {
  return name === '.DS_Store' || name.startsWith('._') || leftovers.has(name.toLowerCase());
}

/** Whether a file or folder is passed over without a word: hidden ones (`.git`, `._photo.jpg`), and {@link leftovers}. */
export function isIgnored(name: string): boolean {
  return name.startsWith('.') || leftovers.has(name.toLowerCase());
}
