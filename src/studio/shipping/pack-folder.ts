import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { appendStoredZip } from '../../formats/stored-zip.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';

/**
 * Packs a folder that Graft wrote as a zip file, for a browser to download: uncompressed, as weights hardly shrink.
 *
 * @param inside The folder that it unpacks to.
 * @returns Its bytes.
 * @throws `DISK_FULL`, `WRITE_FAILED`
 */
export async function packFolder(folder: string, zip: string, inside: string, signal?: AbortSignal): Promise<number> {
  const listed = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = listed.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => ({
    name: `${inside}/${relative(folder, path).split(sep).join('/')}`,
    content: await readFile(path),
  });
  const packed = appendStoredZip(new Uint8Array(), await Promise.all(paths.toSorted().map(read)));
  await writeFileAtomically(zip, packed, { signal });
  return packed.length;
}
