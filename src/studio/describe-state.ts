import { basename } from 'node:path';
import { version } from '../version.ts';
import type { ClassInfo, Hearing, PhotoInfo, ProjectState } from './contract.ts';
import { auditState } from './engine/audit-state.ts';
import type { Trainer } from './engine/trainer.ts';
import { isWaiting } from './engine/waiting-photos.ts';
import type { ClassEntry, PhotoEntry } from './project/photo-entry.ts';
import type { StudioContext } from './studio-context.ts';

/** All that the page shows, at this moment. */
export function describeState(context: StudioContext): ProjectState {
  const { project, trainer, runs, shipyard } = context;
  return {
    name: project.name,
    folder: project.folder,
    version,
    medium: project.medium ?? 'none',
    hearing: hearingOf(trainer),
    classes: project.classes.map(describeClass),
    photos: [...project.photos.values()].map((photo) => describePhoto(context, photo)),
    skipped: [...project.skipped],
    settings: project.settings,
    training: trainer.state,
    stale: trainer.stale,
    runs: [...runs.summaries],
    judgements: [...trainer.judgements],
    suspects: [...trainer.suspects],
    audit: auditState(trainer.current),
    undo: project.undo.operations,
    phone: context.phone.state,
    shipping: shipyard.state,
  };
}

/** A class as the page knows it: without its folder. */
export function describeClass({ id, name, colour }: ClassEntry): ClassInfo {
  return { id, name, colour };
}

/** A photo as the page knows it: without its path. */
export function describePhoto({ project, trainer }: Pick<StudioContext, 'project' | 'trainer'>, photo: PhotoEntry): PhotoInfo {
  const { id, path, bytes, modifiedMs, content } = photo;
  return {
    ...{ id, class: photo.class, name: basename(path), modifiedMs, bytes },
    state: content?.state === 'unreadable' ? 'unreadable' : isWaiting(photo, trainer.bench) ? 'waiting' : 'ready',
    ...(content?.state === 'unreadable' ? { problem: content.problem } : {}),
    ...(project.isKept(photo) ? { kept: true } : {}),
  };
}

/** How sounds are heard, as the page knows it. */
export function hearingOf({ sound }: Pick<Trainer, 'sound'>): Hearing | null {
  return sound === undefined ? null : { sampleRate: sound.sampleRate, windowSeconds: sound.windowSeconds };
}
