import { fitTrust } from '../../training/fit-trust.ts';
import type { Settings, Suspect } from '../contract.ts';
import type { Project } from '../project/project.ts';
import type { CurrentRun } from './current-run.ts';
import { findSuspects } from './find-suspects.ts';
import { type FittedPhotos, fitPhotos } from './fit-photos.ts';
import { labelledPhotos } from './labelled-photos.ts';
import type { PhotoKeys } from './photo-keys.ts';
import type { Workbench } from './workbench.ts';

/** Fits a head to the photos of a project whose features are known. */
export async function fitProject(
  project: Project,
  bench: Workbench,
  { head, keys, signal }: { readonly head: Settings['head']; readonly keys: PhotoKeys; readonly signal: AbortSignal },
): Promise<FittedPhotos> {
  const labelled = labelledPhotos(project, bench);
  const features = bench.featuresOf(labelled.photos.map(({ sha256 }) => sha256));
  const own = await keys.of(labelled, bench, features, signal);
  return await fitPhotos({ ...labelled, features, keys: own }, bench, head, signal);
}

/** What there is to find out of a run when its accuracy is told. */
export interface Audit {
  /** What tells pictures like none of the classes; undefined where there are too few photos. */
  readonly novelty: CurrentRun['novelty'];
  readonly suspects: readonly Suspect[];
}

/** Finds out what is like nothing that a run knows, and which of its photos are worth a look. */
export async function auditRun(run: CurrentRun, keys: PhotoKeys, signal: AbortSignal): Promise<Audit> {
  const { trained, data, context, options, bench } = run;
  const { novelty } = await fitTrust(trained, data, undefined, context, { ...options, signal });
  const comparison = await keys.compare(run, bench, data.features, signal);
  return { novelty: novelty?.novelty, suspects: findSuspects(run, comparison) };
}
