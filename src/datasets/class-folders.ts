import { join } from 'node:path';
import { className, expectDistinct, notDistinct } from './class-name.ts';
import type { FoundPhotos, LabelledPhoto, SkippedFile } from './dataset.ts';
import { type FindPhotosOptions, findPhotos, lookAt } from './find-photos.ts';
import { type SideFolder, sideFolders } from './side-folders.ts';

/** Why a picture beside the class folders takes no part. */
export const unlabelled = 'it lies outside the class folders, so it has no label';

/**
 * Finds the photos of a folder that has a folder for each class, or of one that is divided into `train/`, `val/` and
 * `test/` that have.
 *
 * @throws `DATASET_INVALID` for labels that cannot stand together; `FILE_UNREADABLE`
 */
export async function readClassFolders(root: string, find: FindPhotosOptions): Promise<FoundPhotos> {
  const { sides, loose } = await sideFolders(root, find.signal);
  const skipped: SkippedFile[] = [];
  const skipLoose = async ({ path: folder, entries }: Pick<SideFolder, 'path' | 'entries'>): Promise<void> => {
    for (const entry of entries) {
      if (entry.isDirectory()) continue;
      const file = await lookAt(join(folder, entry.name), entry, find);
      skipped.push({ path: file.path, reason: file.skip ?? unlabelled });
    }
  };
  await skipLoose({ path: root, entries: loose });

  const folders = classFolders(sides);
  expectDistinct(folders);
  const photos: LabelledPhoto[] = [];
  for (const side of sides) {
    await skipLoose(side);
    for (const entry of side.entries) {
      if (!entry.isDirectory()) continue;
      const folder = join(side.path, entry.name);
      const labels = [className(entry.name, folder)];
      for await (const file of findPhotos(folder, find)) {
        if (file.skip === undefined) photos.push({ path: file.path, labels, side: side.side });
        else skipped.push({ path: file.path, reason: file.skip });
      }
    }
  }
  return { photos, skipped, classes: [...folders.keys()] };
}

/** Each class with its folders, one a side; two folders of one side that stand for one name are refused. */
function classFolders(sides: readonly SideFolder[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const side of sides) {
    const here = new Map<string, string>();
    for (const entry of side.entries) {
      if (!entry.isDirectory()) continue;
      const folder = join(side.path, entry.name);
      const name = className(entry.name, folder);
      const other = here.get(name);
      if (other !== undefined) throw notDistinct(other, folder);
      here.set(name, folder);
      folders.set(name, [...(folders.get(name) ?? []), folder]);
    }
  }
  return folders;
}
