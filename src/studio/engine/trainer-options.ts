import type { Logger } from 'pino';
import type { StudioEvent } from '../contract.ts';
import type { Project } from '../project/project.ts';
import type { RunStore } from './run-store.ts';
import type { DeeperOptions } from './tune-photos.ts';

/** What a trainer is given. */
export interface TrainerOptions {
  readonly project: Project;
  readonly runs: RunStore;
  readonly cacheFolder: string;
  /** How networks are trained deeper than their head. */
  readonly tuning: DeeperOptions | undefined;
  readonly log: Logger;
  /** Told of everything that the page shows. */
  readonly tell: (event: StudioEvent) => void;
  /** Told when sounds are heard otherwise, and when another backbone is ready, with which the features of photos are known that were not before, or the other way round. */
  readonly onBench: () => void;
}
