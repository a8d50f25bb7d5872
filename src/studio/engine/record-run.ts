import type { Judgement, RunSummary } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';
import { describeRun, judgePhotos, namedRightly, type RunCircumstances } from './describe-run.ts';
import type { FittedPhotos } from './fit-photos.ts';
import { learnedDigest, learnedOf } from './learned-digest.ts';
import type { RunStore } from './run-store.ts';
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
 * @param always Whether it is a run of its own in any case, as somebody asked for one.
 */
export function recordRun(
  fitted: FittedPhotos & { readonly bench: Workbench },
  facts: RunFacts,
  runs: RunStore,
  always: boolean,
): RecordedRun {
  const digest = learnedDigest(learnedOf(fitted));
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
