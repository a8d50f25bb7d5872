import { computed, signal } from '@preact/signals';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { classes } from './project.ts';

export const photos = signal<ReadonlyMap<string, PhotoInfo>>(new Map());

/** The photos of every class, the newest first; a class without photos has an empty list. */
export const photosByClass = computed<ReadonlyMap<string, readonly PhotoInfo[]>>(() => {
  const lists = new Map<string, PhotoInfo[]>(classes.value.map(({ id }) => [id, []]));
  for (const photo of photos.value.values()) lists.get(photo.class)?.push(photo);
  for (const list of lists.values()) list.sort((a, b) => b.modifiedMs - a.modifiedMs || (a.name < b.name ? -1 : 1));
  return lists;
});
