import { batch } from '@preact/signals';
import type { PhotoInfo, ProjectState, StudioEvent } from '../../src/studio/contract.ts';
import { audit, judgements, suspects } from './judgements.ts';
import { hearing, medium } from './medium.ts';
import { phone } from './phone.ts';
import { photos } from './photos.ts';
import { classes, project, settings, skipped, undoable } from './project.ts';
import { shipping } from './shipping.ts';
import { interim, isBusy, runs, stale, training } from './training.ts';

/** Brings one event of the server into the signals that the page shows. */
export function applyEvent(event: StudioEvent): void {
  batch(() => apply(event));
}

function apply(event: StudioEvent): void {
  switch (event.type) {
    case 'state':
      replaceAll(event.state);
      break;
    case 'classes':
      classes.value = event.classes;
      break;
    case 'photos':
      medium.value = event.medium;
      changePhotos(event.changed, event.removed);
      break;
    case 'skipped':
      skipped.value = event.skipped;
      break;
    case 'settings':
      settings.value = event.settings;
      break;
    case 'training':
      training.value = event.training;
      stale.value = event.stale;
      if (!isBusy.value) interim.value = null;
      break;
    case 'interim':
      interim.value = event.interim;
      break;
    case 'run':
      runs.value = [event.run, ...runs.value.filter(({ id }) => id !== event.run.id)];
      judgements.value = event.judgements;
      audit.value = 'pending';
      interim.value = null;
      break;
    case 'suspects':
      suspects.value = event.suspects;
      audit.value = event.audit;
      break;
    case 'undo':
      undoable.value = event.undo;
      break;
    case 'phone':
      phone.value = event.phone;
      break;
    case 'shipping':
      shipping.value = event.shipping;
      break;
  }
}

function replaceAll(state: ProjectState): void {
  project.value = { name: state.name, folder: state.folder, version: state.version };
  medium.value = state.medium;
  hearing.value = state.hearing;
  classes.value = state.classes;
  photos.value = new Map(state.photos.map((photo) => [photo.id, photo]));
  skipped.value = state.skipped;
  settings.value = state.settings;
  training.value = state.training;
  stale.value = state.stale;
  interim.value = null;
  runs.value = state.runs;
  judgements.value = state.judgements;
  suspects.value = state.suspects;
  audit.value = state.audit;
  undoable.value = state.undo;
  phone.value = state.phone;
  shipping.value = state.shipping;
}

function changePhotos(changed: readonly PhotoInfo[], removed: readonly string[]): void {
  const next = new Map(photos.value);
  for (const photo of changed) next.set(photo.id, photo);
  for (const id of removed) next.delete(id);
  photos.value = next;
}
