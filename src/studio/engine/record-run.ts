import type { Judgement, RunSummary, Settings } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';
import { describeRun, judgePhotos, judgeRows, namedRightly, type RunCircumstances } from './describe-run.ts';
import type { FittedPhotos } from './fit-photos.ts';
import { type Learned, learnedDigest, learnedOf } from './learned-digest.ts';
import type { RunStore } from './run-store.ts';
import type { TunedStore } from './tuned-store.ts';
import type { Workbench } from './workbench.ts';

/** What is known of a run beside the fit and its id. */
export type RunFacts = Omit<RunCircumstances, 'id'>;

/** A run that ended. */
export interface RecordedRun {
  readonly current: CurrentRun;
  readonly judgements: readonly Judgement[];
  readonly summary: RunSummary;
  /** Writes it, so that it is there at the next start. @throws `DISK_FULL`, `WRITE_FAILED` */
  readonly keep: () => Promise<void>;
}

/**
 * Makes a run of what was fitted, and puts it at the head of the list. What learned from the very same as the newest run is that run still, as
 * when Studio is started again: a run is a change.
 *
 * @param options.always Whether it is a run of its own in any case, as somebody asked for one.
 */
export async function recordRun(
  fitted: FittedPhotos & { readonly bench: Workbench },
  facts: RunFacts,
  { runs, store, always }: { readonly runs: RunStore; readonly store: TunedStore; readonly always: boolean },
): Promise<RecordedRun> {
  const learned = learnedOf(fitted);
  const digest = learnedDigest(learned);
  const deeper = always ? undefined : await trainedDeeper(fitted, facts.settings, learned, { runs, store });
  if (deeper !== undefined) return deeper;
  const again = always ? undefined : runs.newestOf(digest);
  const id = again?.id ?? runs.nextId();
  const judgements = judgePhotos(fitted);
  const run = describeRun(fitted, { id, ...facts });
  return {
    current: { ...fitted, id, novelty: undefined, isAudited: false },
    judgements,
    summary: again ?? runs.add(run, digest),
    keep: async () => {
      if (again === undefined) await runs.keep(run, digest, namedRightly(fitted, judgements));
    },
  };
}

/** The newest run, where it is of the very same and was trained deeper than its head. */
async function trainedDeeper(
  fitted: FittedPhotos & { readonly bench: Workbench },
  { trainFrom }: Settings,
  learned: Learned,
  { runs, store }: { readonly runs: RunStore; readonly store: TunedStore },
): Promise<RecordedRun | undefined> {
  if (trainFrom === undefined) return undefined;
  const summary = runs.newestOf(learnedDigest({ ...learned, settings: { ...learned.settings, trainFrom } }));
  if (summary?.tuning === undefined) return undefined;
  const { id, tuning } = summary;
  const tuned = tuning.best > 0 ? await store.open(id) : undefined;
  if (tuning.best > 0 && tuned === undefined) return undefined; // its model is gone: what there is is the head
  const judgements = tuned === undefined ? judgePhotos(fitted) : judgeRows(fitted, tuned.judged).map(({ judgement }) => judgement);
  return { current: { ...fitted, id, tuned, novelty: undefined, isAudited: false }, judgements, summary, keep: async () => {} };
}
