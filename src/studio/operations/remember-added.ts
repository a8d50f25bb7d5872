import type { Project } from '../project/project.ts';
import { dropEmptyClass } from './change-classes.ts';
import { trashPhotos } from './remove-photos.ts';

/** What was added. */
export interface AddedTogether {
  /** The photos' ids. */
  readonly photos: readonly string[];
  /** The ids of the classes that they went to. */
  readonly to: Iterable<string>;
  /** The ids of classes that were made for them. @default none */
  readonly made?: readonly string[];
  /** Whether it is one operation with what came just before. @default false */
  readonly joins?: boolean;
}

/** Remembers photos that were added: to take that back is to move them to the trash, and to take away the classes that were made for them alone. */
export function rememberAdded(project: Project, { photos, to, made = [], joins = false }: AddedTogether): string {
  const places = new Set(to);
  const name = places.size === 1 ? project.classes.find(({ id }) => places.has(id))?.name : undefined;
  const what = { kind: 'add', joins, ...(name === undefined ? {} : { class: name }) } as const;
  const withdraw = (ids: readonly string[]): Promise<void> =>
    project.inTurn(async () => {
      await trashPhotos(project, project.photosOf(ids));
      for (const id of made) await dropEmptyClass(project, id);
    });
  return project.remember(what, withdraw, photos);
}
