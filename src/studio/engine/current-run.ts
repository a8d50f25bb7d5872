import { GraftError } from '../../errors.ts';
import type { Novelty } from '../../heads/novelty.ts';
import type { FittedPhotos } from './fit-photos.ts';
import type { KeptModel } from './tuned-store.ts';
import type { Workbench } from './workbench.ts';

/** The head that is asked about pictures now: what the last run fitted, with the photos that it was fitted to. */
export interface CurrentRun extends FittedPhotos {
  readonly id: string;
  readonly bench: Workbench;
  /** The network that was trained deeper, where one was kept: it judges pictures instead of the bench's with the head. */
  readonly tuned?: KeptModel | undefined;
  /** What tells pictures like none of the classes; undefined until it is fitted, and where there are too few photos. */
  readonly novelty: Novelty | undefined;
  /** Whether the photos that it learned from were searched for suspicious ones. */
  readonly isAudited: boolean;
}

/** A trainer's current run. @throws `MODEL_INCAPABLE` where nothing has been learned yet */
export function currentRun({ current }: { readonly current: CurrentRun | undefined }): CurrentRun {
  if (current !== undefined) return current;
  throw new GraftError('MODEL_INCAPABLE', 'Nothing has been learned yet.', {
    hint: 'Add photos of two classes; the training starts by itself.',
  });
}
