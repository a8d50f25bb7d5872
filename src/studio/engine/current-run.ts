import type { Novelty } from '../../heads/novelty.ts';
import type { FittedPhotos } from './fit-photos.ts';
import type { Workbench } from './workbench.ts';

/** The head that is asked about pictures now: what the last run fitted, with the photos that it was fitted to. */
export interface CurrentRun extends FittedPhotos {
  readonly id: string;
  readonly bench: Workbench;
  /** What tells pictures like none of the classes; undefined until it is fitted, and where there are too few photos. */
  readonly novelty: Novelty | undefined;
}
