import type { StudioEvent } from '../contract.ts';
import { describeClass, describePhoto } from '../describe-state.ts';
import type { Project, ProjectChange } from '../project/project.ts';
import type { StudioContext } from '../studio-context.ts';

/** Tells the pages of every change of the project. @returns what ends it */
export function tellChanges(context: Pick<StudioContext, 'project' | 'trainer' | 'hub'>): () => void {
  const { project, hub } = context;
  return project.onChange((change) => {
    if (hub.listeners > 0) hub.tell(eventOf(change, project, context));
  });
}

function eventOf(change: ProjectChange, project: Project, context: Pick<StudioContext, 'project' | 'trainer'>): StudioEvent {
  const { medium = 'none' } = project;
  switch (change.type) {
    case 'classes':
      return { type: 'classes', classes: project.classes.map(describeClass) };
    case 'photos':
      return {
        type: 'photos',
        changed: change.changed.map((photo) => describePhoto(context, photo)),
        removed: [...change.removed],
        medium,
      };
    case 'kept':
      return { type: 'photos', changed: change.photos.map((photo) => describePhoto(context, photo)), removed: [], medium };
    case 'skipped':
      return { type: 'skipped', skipped: [...project.skipped] };
    case 'settings':
      return { type: 'settings', settings: project.settings };
    case 'undo':
      return { type: 'undo', undo: project.undo.operations };
  }
}
