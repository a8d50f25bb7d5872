import type { CurrentRun } from '../engine/current-run.ts';
import { learnedDigest, learnedOf } from '../engine/learned-digest.ts';
import type { Project } from '../project/project.ts';
import type { BuildTask } from './build-model.ts';
import { datasetOf } from './dataset-of.ts';
import type { TakeTask } from './take-tuned.ts';

/** What makes the model of a run: its head is fitted again, in seconds; one that was trained deeper is there already. */
export function modelTask(
  run: CurrentRun,
  { project, cacheFolder, name }: { readonly project: Project; readonly cacheFolder: string; readonly name: string },
): BuildTask | TakeTask {
  const learned = learnedOf(run);
  const folder = project.places.shipping;
  if (run.tuned === undefined) {
    const dataset = datasetOf(run, project.folder);
    return { kind: 'build', dataset, settings: learned.settings, name, folder, cacheFolder };
  }
  const { model, measure } = run.tuned;
  return { kind: 'take', tuned: model.folder, measure, digest: learnedDigest(learned), photos: run.photos.length, name, folder };
}
