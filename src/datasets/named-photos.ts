import { basename } from 'node:path';
import { className } from './class-name.ts';
import type { FoundPhotos, LabelledPhoto, SkippedFile } from './dataset.ts';
import { type FindPhotosOptions, findPhotos } from './find-photos.ts';
import { nameMark } from './folder-form.ts';

/**
 * Finds photos that lie side by side and whose names tell the class: `cat-!-0.jpg`, or with a number first,
 * `0-!-cat-!-0.jpg`; characters that file names do not take may be written as in addresses (`%20`).
 */
export async function readNamedPhotos(root: string, find: FindPhotosOptions): Promise<FoundPhotos> {
  const photos: LabelledPhoto[] = [];
  const skipped: SkippedFile[] = [];
  for await (const file of findPhotos(root, find)) {
    if (file.skip !== undefined) {
      skipped.push({ path: file.path, reason: file.skip });
      continue;
    }
    const parts = basename(file.path).split(nameMark);
    const name = parts.length > 2 && /^\d+$/.test(parts[0] ?? '') ? parts[1] : parts.length > 1 ? parts[0] : undefined;
    if (name === undefined || name === '') skipped.push({ path: file.path, reason: 'its name tells no class' });
    else photos.push({ path: file.path, labels: [className(decoded(name), file.path)], side: undefined });
  }
  return { photos, skipped };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a per cent sign that is meant as one
  }
}
