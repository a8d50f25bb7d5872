import { computed, signal } from '@preact/signals';
import type { Interim, Measure, RunSummary, TrainingState } from '../../src/studio/contract.ts';
import { isOfSounds } from './medium.ts';
import { settings } from './project.ts';

export const training = signal<TrainingState>({ state: 'idle' });

/** Whether something changed since the last run. */
export const stale = signal(false);

/** The accuracy so far of the training that goes on. */
export const interim = signal<Interim | null>(null);

/** All runs of the project, the newest first. */
export const runs = signal<readonly RunSummary[]>([]);

/** How good the classifier is: the training's that goes on where it has been measured, else the last run's. */
export const measure = computed<Measure | undefined>(() => interim.value?.measure ?? runs.value[0]?.measure);

/** Whether a training works at the moment. */
export const isBusy = computed(() => ['preparing', 'features', 'fitting', 'deeper'].includes(training.value.state));

/** Whether the network is to be trained deeper than its head, but the head alone was trained so far. */
export const isDeeperWanted = computed(() => {
  const from = settings.value?.trainFrom;
  const [newest] = runs.value;
  return !isOfSounds.value && from !== undefined && newest !== undefined && newest.settings.trainFrom !== from;
});
