import type { RunDetails, TrainingState } from '../contract.ts';
import { datasetOf } from '../shipping/dataset-of.ts';
import { shippedName } from '../shipping/shipping-places.ts';
import { runTask } from '../work/run-task.ts';
import type { CurrentRun } from './current-run.ts';
import { judgePhotos, judgeRows } from './describe-run.ts';
import { learnedDigest, learnedOf } from './learned-digest.ts';
import type { RecordedRun } from './record-run.ts';
import type { TrainerOptions } from './trainer-options.ts';
import type { TunedPhotos, TuneStep, TuneTask } from './tune-photos.ts';
import type { TunedStore } from './tuned-store.ts';

const program = new URL('./tune-child', import.meta.url);

/** What a training deeper than the head needs beside the run. */
export interface DeepeningContext extends Pick<TrainerOptions, 'project' | 'runs' | 'cacheFolder' | 'tuning'> {
  readonly store: TunedStore;
}

/**
 * Trains the network of a run deeper than its head, in a process of its own. What comes back is a run: with the trained network where an epoch
 * did clearly better than the head alone on the photos held out, else the run as it was.
 *
 * @throws what the training throws; the signal's reason
 */
export async function* deepenRun(
  run: CurrentRun,
  trainFrom: string,
  { project, runs, store, cacheFolder, tuning: options }: DeepeningContext,
  signal: AbortSignal,
): AsyncGenerator<TrainingState, RecordedRun, void> {
  const [started, startedMs] = [performance.now(), Date.now()];
  const learned = learnedOf({ ...run, tuned: undefined });
  const settings = { ...learned.settings, trainFrom };
  const name = shippedName(project.name);
  const task: TuneTask = { dataset: datasetOf(run, project.folder), settings, name, folder: store.model, cacheFolder, tuning: options };
  const steps = runTask<TuneStep, TunedPhotos>(program, task, signal);
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { state: 'deeper', ...step.value };
  const { tuning, figures, judged } = step.value;
  const seconds = (performance.now() - started) / 1000;
  const { classes, photos } = run;
  const details: RunDetails = {
    ...{ id: runs.nextId(), startedMs, settings, tuning, computed: 0, ...figures },
    classes: classes.map((each, label) => ({ name: each.name, photos: photos.filter((photo) => photo.label === label).length })),
    seconds: { features: 0, head: seconds, total: seconds },
  };
  const rows = judgeRows(run, judged);
  const isKept = tuning.best > 0;
  const record = { run: details.id, judged: judged.map((each) => ({ ...each, probabilities: [...each.probabilities] })) };
  if (isKept) await store.keep({ ...record, ...(figures.measure === undefined ? {} : { measure: figures.measure }) });
  const tuned = isKept ? await store.open(details.id) : undefined;
  // Of the head alone more is known: each photo was held out once.
  const judgements = isKept ? rows.map(({ judgement }) => judgement) : judgePhotos(run);
  const digest = learnedDigest({ ...learned, settings });
  return {
    current: { ...run, id: details.id, tuned },
    judgements,
    summary: runs.add(details, digest),
    keep: () => runs.keep(details, digest, new Map(rows.map(({ sha256, right }) => [sha256, right]))),
  };
}
