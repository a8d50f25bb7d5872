import { sha256 } from '../../storage/sha256.ts';
import type { Settings } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';
import type { FittedPhotos } from './fit-photos.ts';
import type { FeatureSettings, Workbench } from './workbench.ts';

/** The settings that decide what a head is. */
export type LearningSettings = Omit<Settings, 'autoTrain'> & Pick<FeatureSettings, 'sound'>;

/** What a head was learned from. */
export interface Learned {
  readonly settings: LearningSettings;
  /** By name, in the order of the head's outputs. */
  readonly classes: readonly string[];
  /** SHA-256 of each photo's file, and its label. */
  readonly photos: readonly { readonly sha256: string; readonly label: number }[];
}

/** A digest of what a head was learned from, whatever the files are called: equal ones give equal heads. */
export function learnedDigest({ settings, classes, photos }: Learned): string {
  const { backbone, range, cut, fit, head, trainFrom, sound } = settings;
  const listed = photos.map((photo) => `${photo.sha256} ${photo.label}`).toSorted();
  return sha256(JSON.stringify([backbone, range, cut, fit, head, trainFrom, classes, listed, ...(sound === undefined ? [] : [sound])]));
}

/** What the head of a run was learned from. */
export function learnedOf({
  bench,
  options,
  classes,
  photos,
  tuned,
}: FittedPhotos & { readonly bench: Workbench; readonly tuned?: CurrentRun['tuned'] }): Learned {
  const trainFrom = tuned?.model.trainFrom;
  const settings = { ...bench.settings, head: options.head, ...(trainFrom === undefined ? {} : { trainFrom }) };
  return { settings, classes: classes.map(({ name }) => name), photos };
}
