import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { GraftError } from '../errors.ts';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same with Brotli, where that is smaller. */
  readonly compressed: Uint8Array<ArrayBuffer> | undefined;
  readonly type: string;
}

/** The page as it was built: `studio/` of the repository, `dist/studio-page/` of the package. */
const folder = fileURLToPath(new URL('../../dist/studio-page/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
};

const compress = promisify(brotliCompress);

/** Reads the page into memory, by the path that it is asked for: it is small, and no path of a request ever reaches the disk. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new GraftError('FILE_NOT_FOUND', "Studio's page is not built.", {
      file: folder,
      hint: 'In a clone of the repository: npm run build.',
      cause,
    });
  });
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    const type = types[extname(entry.name)] ?? 'application/octet-stream';
    const compressed = type.startsWith('text/') || type.endsWith('xml') ? await compress(bytes, { params: quality }) : undefined;
    files.set(`/${file.slice(folder.length).split(sep).join('/')}`, { bytes, compressed, type });
  }
  return files;
}

/** Over loopback, to compress harder costs more than it saves. */
const quality = { [constants.BROTLI_PARAM_QUALITY]: 5 };
